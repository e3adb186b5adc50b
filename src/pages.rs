//! The code of a diagnostic enters, as somebody typed it; the page that explains it leaves, or what was probably meant.
//! The pages are the files of `docs/diagnostics`, which the program carries.

mod table;

/// What there is to know of one diagnostic.
#[derive(Debug)]
pub struct Page {
    /// `ltoconf::family::defect`
    pub code: &'static str,
    /// the page, in Markdown: its title is the code, and a line that sums it up follows
    pub text: &'static str,
}

impl Page {
    /// The line that sums the page up.
    pub fn summary(&self) -> &'static str {
        self.text.lines().skip(1).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// The code without the program's name: `family::defect`.
    pub fn short(&self) -> &'static str {
        without_program(self.code)
    }

    /// The first part of the short code.
    pub fn family(&self) -> &'static str {
        self.short().split("::").next().unwrap_or_default()
    }

    /// The last part of the code.
    pub fn defect(&self) -> &'static str {
        last_part(self.code)
    }
}

/// All pages, in the order of their codes.
pub fn all() -> &'static [Page] {
    table::PAGES
}

/// Whether a word can only be a code: the name of a symbol holds no `::`.
pub fn is_code(word: &str) -> bool {
    word.contains("::")
}

/// Whether a word is the last part of some code.
pub fn is_defect(word: &str) -> bool {
    all().iter().any(|page| page.defect() == word)
}

/// No diagnostic has that code.
#[derive(Debug, thiserror::Error)]
#[error("no diagnostic has the code '{asked}'")]
pub struct Unknown {
    /// what was asked for
    pub asked: String,
    /// what was probably meant, or where to look
    pub help: String,
}

/// The page of a code, with or without the program's name before it.
///
/// # Errors
/// There is no such code; the error says which one is near.
pub fn find(asked: &str) -> Result<&'static Page, Unknown> {
    let short = without_program(asked);
    let found = all().iter().find(|page| page.short() == short);
    found.ok_or_else(|| Unknown { asked: asked.to_owned(), help: help(short) })
}

fn without_program(code: &str) -> &str {
    code.strip_prefix("ltoconf::").unwrap_or(code)
}

fn last_part(code: &str) -> &str {
    code.rsplit("::").next().unwrap_or_default()
}

/// No code is so long; what is longer is not compared.
const LONGEST: usize = 100;
/// As many codes are proposed at once.
const MOST: usize = 3;

fn help(short: &str) -> String {
    let near = nearest(short);
    if !near.is_empty() {
        return format!("did you mean '{}'?", near.join("' or '"));
    }
    let family = short.split("::").next().unwrap_or_default();
    let of_family: Vec<&str> = all().iter().filter(|page| page.family() == family).map(Page::defect).collect();
    if !of_family.is_empty() {
        return format!("the codes of '{family}' end in {}", of_family.join(", "));
    }
    let mut families: Vec<&str> = all().iter().map(Page::family).collect();
    families.dedup();
    format!("a code is FAMILY::DEFECT, and the families are {}", families.join(", "))
}

/// The codes that differ least, by a third of their letters at most: as a whole, or in their last part, since people
/// remember that and mistake the family.
fn nearest(short: &str) -> Vec<&'static str> {
    let defect = last_part(short);
    if defect.is_empty() || short.len() > LONGEST {
        return Vec::new();
    }
    let differs = |page: &Page| distance(short, page.short()).min(distance(defect, page.defect()));
    let near = |page: &Page| differs(page) <= page.defect().len() / 3;
    let Some(least) = all().iter().filter(|page| near(page)).map(differs).min() else { return Vec::new() };
    let mut found: Vec<&Page> = all().iter().filter(|page| differs(page) == least).collect();
    found.sort_by_key(|page| distance(short, page.short()));
    found.into_iter().take(MOST).map(|page| page.code).collect()
}

/// How many bytes have to be added, taken out or changed to make one word of another.
fn distance(one: &str, other: &str) -> usize {
    // the distances from what was read of `one` to each beginning of `other`
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (read, byte) in one.bytes().enumerate() {
        let (mut before, mut left) = (read, read + 1);
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, against) in row.iter_mut().skip(1).zip(other.bytes()) {
            let above = *cell;
            left = (before + usize::from(byte != against)).min(above + 1).min(left + 1);
            before = above;
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help_for(asked: &str) -> String {
        find(asked).unwrap_err().help
    }

    #[test]
    fn a_code_is_found_with_and_without_the_program() {
        for asked in ["ltoconf::config::choice-lost", "config::choice-lost"] {
            assert_eq!(find(asked).unwrap().code, "ltoconf::config::choice-lost");
        }
    }

    #[test]
    fn a_near_code_is_proposed() {
        assert_eq!(help_for("choice-lost"), "did you mean 'ltoconf::config::choice-lost'?");
        assert_eq!(help_for("config::choise-lots"), "did you mean 'ltoconf::config::choice-lost'?");
        assert_eq!(help_for("ltoconf::lto::choice-lost"), "did you mean 'ltoconf::config::choice-lost'?");
        assert_eq!(
            help_for("unmet-dependency"),
            "did you mean 'ltoconf::lto::unmet-dependency' or 'ltoconf::config::unmet-dependency'?"
        );
    }

    #[test]
    fn where_none_is_near_it_is_said_where_to_look() {
        assert_eq!(help_for("plan::"), "the codes of 'plan' end in unknown-mode, unprintable");
        assert!(
            help_for("nothing::like-it")
                .starts_with("a code is FAMILY::DEFECT, and the families are audit, conf, config")
        );
        assert!(help_for(&"x".repeat(1_000_000)).starts_with("a code is"));
    }

    #[test]
    fn a_distance_counts_single_changes() {
        for (one, other, expected) in
            [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "axcd", 2), ("ab", "ba", 2)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }
}
