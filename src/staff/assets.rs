//! Styles, script and mark of the pages, compiled in. Their names hold the hash of their content, so browsers keep them.

use std::sync::LazyLock;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::web::page;

/// Where they are found.
pub const PATH: &str = "/assets/{file}";

const FIRST_PAINT: &str = include_str!("assets/first-paint.css");

/// A file, ready to be served.
pub struct Asset {
    /// Its name in the folder.
    pub file: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub content: &'static str,
}

/// What a page must know of them.
#[derive(Debug, Clone, Serialize)]
pub struct Links {
    lamp: String,
    style: String,
    script: String,
    first_paint: &'static str,
    /// How the policy allows the style that stands in the page.
    #[serde(skip)]
    pub style_hash: String,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        Asset::named("svg", "image/svg+xml", include_str!("assets/lamp.svg")),
        Asset::named("css", "text/css; charset=utf-8", include_str!("assets/staff.css")),
        Asset::named("js", "text/javascript; charset=utf-8", include_str!("assets/handset.js")),
    ]
});

static LINKS: LazyLock<Links> = LazyLock::new(|| {
    let [lamp, style, script] = &*ASSETS;
    Links {
        lamp: lamp.path(),
        style: style.path(),
        script: script.path(),
        first_paint: FIRST_PAINT,
        style_hash: page::style_hash(FIRST_PAINT),
    }
});

impl Asset {
    fn named(extension: &str, content_type: &'static str, content: &'static str) -> Self {
        let hash: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { file: format!("{hash}.{extension}"), content_type, content }
    }

    fn path(&self) -> String {
        PATH.replace("{file}", &self.file)
    }
}

/// The links that a page carries.
pub fn links() -> &'static Links {
    &LINKS
}

/// The file of a name.
pub fn find(file: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.file == file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_and_script_keep_to_their_weight() {
        assert!(FIRST_PAINT.len() <= 4 * 1024, "{}", FIRST_PAINT.len());
        let sizes: Vec<usize> = ASSETS.iter().map(|asset| asset.content.len()).collect();
        assert!(sizes[2] <= 8 * 1024 && sizes.iter().sum::<usize>() <= 30 * 1024, "{sizes:?}");
    }

    #[test]
    fn a_style_in_the_page_cannot_end_it() {
        assert!(!FIRST_PAINT.contains('<'));
    }
}
