//! What it costs to send a language with its marks: letters outside GSM-7 make every part less than half as long.

use crate::content::catalogue;
use crate::content::material;
use crate::content::programme::{Channel, ProgrammeTexts};
use crate::content::render::Renderer;
use crate::domain::address::Locale;
use crate::domain::care::Duty;
use crate::domain::text::segment_count;

/// What the marks of one language cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The language.
    pub language: Locale,
    /// SMS texts that go out with marks.
    pub texts: usize,
    /// Billed parts of all of them, once each, with the longest values.
    pub marked_parts: usize,
    /// Billed parts of the same texts without marks.
    pub plain_parts: usize,
}

/// What marks cost in each language that the programme chose them for.
pub fn marks(input: &ProgrammeTexts, duty: Duty) -> Vec<Marks> {
    // What is wrong with the files is for others to say.
    let (material, _) = material::gather(input);
    let renderer = Renderer::new(input, &material.facts);
    let parts = |template: &str| {
        let filled = catalogue::with_longest(&material, &renderer, Channel::Sms, template).ok()?;
        Some(segment_count(&filled))
    };
    let of = |language: &Locale| {
        let texts = material.texts.get(language).into_iter().flat_map(|texts| texts.values());
        let both = texts.filter_map(|text| {
            // Words without any mark are the same in both forms.
            let plain = text.row.template(Channel::Sms, duty)?;
            let marked = text.row.marked(duty).filter(|marked| *marked != plain)?;
            Some((parts(marked)?, parts(plain)?))
        });
        both.fold(Marks { language: *language, texts: 0, marked_parts: 0, plain_parts: 0 }, |sum, (marked, plain)| {
            Marks {
                texts: sum.texts + 1,
                marked_parts: sum.marked_parts + marked,
                plain_parts: sum.plain_parts + plain,
                ..sum
            }
        })
    };
    input.marked.iter().map(of).collect()
}
