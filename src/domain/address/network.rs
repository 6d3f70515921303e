//! The mobile network behind a number, as far as a gateway tells us.

/// A network whose name staff may pick an audience by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Network {
    /// MTN Nigeria.
    Mtn,
    /// Airtel Nigeria.
    Airtel,
    /// Glo.
    Glo,
    /// 9mobile, once Etisalat.
    NineMobile,
    /// A network that we know by no name of its own.
    Other,
}

impl Network {
    /// All networks with the word that names each in files and on the command line.
    pub const ALL: [(Network, &'static str); 5] = [
        (Network::Mtn, "mtn"),
        (Network::Airtel, "airtel"),
        (Network::Glo, "glo"),
        (Network::NineMobile, "9mobile"),
        (Network::Other, "other"),
    ];

    /// The word for this network.
    pub fn as_str(&self) -> &'static str {
        Self::ALL.iter().find(|(network, _)| network == self).map_or("other", |(_, word)| word)
    }

    /// The network that a word names, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(network, _)| *network)
    }
}
