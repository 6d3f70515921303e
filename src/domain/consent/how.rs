//! By which way a person said what changed her consent: part of the proof.

/// By which way the person said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// By text message.
    Sms,
    /// In the USSD menu.
    Ussd,
    /// At the gateway, which told us.
    Gateway,
    /// On paper or by voice, as the import file says.
    Import(String),
    /// She asked the programme, on paper or by voice, and staff did it.
    Request,
}

impl How {
    /// The text kept as proof.
    pub fn to_text(&self) -> String {
        match self {
            How::Sms => "sms".to_owned(),
            How::Ussd => "ussd".to_owned(),
            How::Gateway => "gateway".to_owned(),
            How::Import(how) => format!("import: {how}"),
            How::Request => "request".to_owned(),
        }
    }
}
