//! The words of one node in every language: whole screens, with options and navigation, as a turn shows them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::branches::{Branch, Label};
use crate::content::catalogue::Shared;
use crate::content::fault::{Fault, Rule};
use crate::content::material::Material;
use crate::content::programme::{Channel, ProgrammeTexts};
use crate::content::render::Renderer;
use crate::content::texts::{Navigation, NodeLabels};
use crate::content::tree::KindWord;
use crate::domain::address::Locale;
use crate::domain::catalogue::{Catalogue, Text, keys};
use crate::domain::ids::ContentKey;
use crate::domain::text::plain;
use crate::domain::ussd::{Menu, Screens, lay_out, paginate};

/// Lays out the screens of nodes.
pub(super) struct Layout<'a> {
    pub(super) input: &'a ProgrammeTexts,
    pub(super) material: &'a Material,
    pub(super) catalogue: &'a Catalogue,
    pub(super) renderer: &'a Renderer,
    pub(super) shared: &'a mut Shared,
}

/// Which line stands below a screen.
#[derive(Clone, Copy)]
enum Below {
    BackHome,
    Exit,
    Nothing,
}

impl Layout<'_> {
    /// The screens of a node in every language of the programme.
    pub(super) fn screens(&mut self, branch: &Branch) -> Result<Screens, Fault> {
        let keys: Vec<ContentKey> = branch.row.messages.iter().map(|key| ContentKey::named(key)).collect();
        match branch.row.kind {
            KindWord::Menu | KindWord::Input => self.titled(branch),
            KindWord::List if keys.first() == Some(&keys::DIRECTORY_ITEM) => self.directory(branch),
            KindWord::List => self.courses(branch, &keys),
            KindWord::Prompt | KindWord::Text => self.said(branch, &keys),
        }
    }

    /// A title, and the options that there are.
    fn titled(&mut self, branch: &Branch) -> Result<Screens, Fault> {
        self.pages(|layout, locale| {
            let labels = layout.labels(branch, locale)?;
            let none = || format!("has no labels in message-templates/{}/menu.toml", layout.input.default);
            let labels = labels.ok_or_else(|| fault(branch, none()))?;
            let mut options = Vec::new();
            for (option, label) in &branch.options {
                let label = match label {
                    Label::Nth(n) => layout.rendered(branch, labels.labels.get(*n).map_or("", String::as_str))?,
                    Label::Name(name) => plain(name),
                };
                options.push((option.digit, label));
            }
            let options: Vec<(u8, &str)> = options.iter().map(|(digit, label)| (*digit, label.as_str())).collect();
            let title = layout.rendered(branch, &labels.title)?;
            Ok(vec![lay_out(&title, &options, &layout.below(branch, locale))])
        })
    }

    /// One text, one of several, or one that is filled later.
    fn said(&mut self, branch: &Branch, keys: &[ContentKey]) -> Result<Screens, Fault> {
        let text = |layout: &Self, key: &ContentKey, locale| {
            let spoken = layout.catalogue.ussd(key, locale);
            spoken
                .map(|spoken| spoken.variant.text.clone())
                .ok_or_else(|| fault(branch, format!("\"{key}\" has no ussd text")))
        };
        let screen = |layout: &Self, key: &ContentKey, locale| match text(layout, key, locale)? {
            Text::Fixed(words) => Ok(lay_out(&words, &[], &layout.below(branch, locale))),
            Text::Open(_) => Err(fault(branch, format!("\"{key}\" is filled in some languages only"))),
        };
        let mut is_open = false;
        for key in keys {
            is_open |= matches!(text(self, key, self.input.default)?, Text::Open(_));
        }
        match keys {
            [] => Err(fault(branch, "has no messages: name the texts that it shows".to_owned())),
            _ if is_open => {
                let navigation = self.each(|layout, locale| Ok(layout.below(branch, locale)))?;
                Ok(Screens::Open { keys: keys.to_vec(), navigation })
            }
            [key] => self.pages(|layout, locale| Ok(vec![screen(layout, key, locale)?])),
            several => {
                let mut texts = HashMap::new();
                for key in several {
                    texts.insert(key.clone(), self.each(|layout, locale| screen(layout, key, locale))?);
                }
                Ok(Screens::OneOf(texts))
            }
        }
    }

    /// Courses, one to a screen, with the option that leads to the next; they are filled later.
    fn courses(&mut self, branch: &Branch, keys: &[ContentKey]) -> Result<Screens, Fault> {
        match self.said(branch, keys)? {
            Screens::Open { keys, .. } => {
                let navigation = self.each(|layout, locale| {
                    let next = layout.line(locale, |navigation| navigation.next.as_deref());
                    Ok(lay_out(&next, &[], &layout.below(branch, locale)))
                })?;
                Ok(Screens::Open { keys, navigation })
            }
            fixed => Ok(fixed),
        }
    }

    /// One line for each help line, on as many pages as it takes.
    fn directory(&mut self, branch: &Branch) -> Result<Screens, Fault> {
        self.pages(|layout, locale| {
            let item = keys::DIRECTORY_ITEM;
            let spoken = layout.catalogue.ussd(&item, locale).map_or(locale, |spoken| spoken.locale);
            let line = |name: &str, number: &str| {
                let values = [("service", name), ("number", number)];
                layout.renderer.fill(Channel::Ussd, spoken, item.as_str(), &values)
            };
            let lines = layout.material.facts.lines.iter();
            let lines: Option<Vec<String>> = lines.map(|placed| line(&placed.row.name, &placed.row.number)).collect();
            let lines = lines
                .ok_or_else(|| fault(branch, format!("\"{item}\" must have {{{{service}}}} and {{{{number}}}}")))?;
            let title = match layout.labels(branch, locale)? {
                Some(labels) => layout.rendered(branch, &labels.title)?,
                None => String::new(),
            };
            let next = layout.line(locale, |navigation| navigation.next.as_deref());
            Ok(paginate(&title, &lines, &next, &layout.below(branch, locale)))
        })
    }

    fn pages(&mut self, pages: impl Fn(&Self, Locale) -> Result<Vec<String>, Fault>) -> Result<Screens, Fault> {
        let mut all = HashMap::new();
        for locale in &self.input.locales {
            let pages = pages(self, *locale)?;
            all.insert(*locale, pages.iter().map(|page| self.shared.keep(page)).collect());
        }
        Ok(Screens::Pages(all))
    }

    fn each(
        &mut self,
        words: impl Fn(&Self, Locale) -> Result<String, Fault>,
    ) -> Result<HashMap<Locale, Arc<str>>, Fault> {
        let mut all = HashMap::new();
        for locale in &self.input.locales {
            let words = words(self, *locale)?;
            all.insert(*locale, self.shared.keep(&words));
        }
        Ok(all)
    }

    /// Labels in a language, else in the programme's own. A language with too few or too many is refused, not fallen
    /// back from: a label at the wrong digit leads a person where she did not want to go.
    fn labels(&self, branch: &Branch, locale: Locale) -> Result<Option<&NodeLabels>, Fault> {
        let of =
            |locale: Locale| self.material.labels.get(&locale).and_then(|labels| labels.nodes.get(&branch.row.key));
        let Some(placed) = of(locale).or_else(|| of(self.input.default)) else { return Ok(None) };
        let (wanted, there) = (branch.labels, placed.row.labels.len());
        if let Some(wanted) = wanted.filter(|wanted| *wanted != there) {
            let why = format!(
                "has {there} labels, and the menu has {wanted} options here: write them all, in the menu.toml of each language"
            );
            return Err(Fault::new(&placed.file, &branch.row.key, why));
        }
        Ok(Some(&placed.row))
    }

    fn below(&self, branch: &Branch, locale: Locale) -> String {
        let below = match branch.row.key.as_str() {
            Menu::LANGUAGE => Below::Nothing,
            _ if branch.row.ends => Below::Nothing,
            Menu::ROOT | Menu::ROOT_QUIET => Below::Exit,
            _ => Below::BackHome,
        };
        match below {
            Below::Nothing => String::new(),
            Below::Exit => self.line(locale, |navigation| navigation.exit.as_deref()),
            Below::BackHome => self.line(locale, |navigation| navigation.back_home.as_deref()),
        }
    }

    /// A navigation line in a language, else in the programme's own.
    fn line(&self, locale: Locale, which: impl Fn(&Navigation) -> Option<&str>) -> String {
        let of = |locale: &Locale| self.material.labels.get(locale).and_then(|labels| which(&labels.navigation));
        of(&locale).or_else(|| of(&self.input.default)).map(plain).unwrap_or_default()
    }

    fn rendered(&self, branch: &Branch, words: &str) -> Result<String, Fault> {
        let rendered = self.renderer.once(Channel::Ussd, words, &[]);
        rendered.map_err(|_| {
            fault(branch, format!("\"{words}\" holds a placeholder that no menu can fill")).under(Rule::C03)
        })
    }
}

fn fault(branch: &Branch, why: String) -> Fault {
    Fault::new(&branch.file, &branch.row.key, why)
}
