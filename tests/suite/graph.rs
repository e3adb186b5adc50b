//! `ltoconf explain --graph`: a few lines of Kconfig, a configuration and a symbol enter; the picture of its causes is
//! expected, and that no text of theirs means anything to a browser.

use std::{fs, path::Path, process::Output};

use insta::assert_snapshot;

use crate::program::{configured, without_tools};

const KCONFIG: &str = r#"
config CLANG
	bool "clang"
config KASAN
	bool "kasan"
config HAS_LTO
	def_bool y
	depends on CLANG && !KASAN
choice
	prompt "LTO"
config LTO_NONE
	bool "none"
config LTO_CLANG_THIN
	bool "thin"
	depends on HAS_LTO
endchoice
config NAME
	string "name" if CLANG
	default "<i>none</i> & \\ \"more\""
"#;

const CONFIG: &str = "# CONFIG_CLANG is not set\nCONFIG_KASAN=y\nCONFIG_LTO_NONE=y\n";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    without_tools(folder).arg("explain").args(arguments).output().unwrap()
}

/// What is drawn of a symbol's causes into a file of this name, with the folder's own name as `…`.
fn drawn(kconfig: &str, config: &str, symbol: &str, name: &str) -> String {
    let folder = configured(kconfig, config);
    let output = run(folder.path(), &[symbol, "--graph", name]);
    assert!(output.stderr.is_empty() && output.status.code() < Some(2), "{output:?}");
    let text = fs::read_to_string(folder.path().join(name)).unwrap();
    text.replace(&folder.path().canonicalize().unwrap().display().to_string(), "/…")
}

#[test]
fn a_graph_for_graphviz() {
    assert_snapshot!(drawn(KCONFIG, CONFIG, "LTO_CLANG_THIN", "causes.dot"));
}

#[test]
fn a_drawing() {
    assert_snapshot!(drawn(KCONFIG, CONFIG, "LTO_CLANG_THIN", "causes.svg"));
}

#[test]
fn the_causes_on_a_page() {
    let page = drawn(KCONFIG, CONFIG, "LTO_CLANG_THIN", "causes.HTML");
    let start = page.find("<h1>").unwrap();
    let end = page.find("<script>").unwrap();
    assert_snapshot!(&page[start..end]);
}

#[test]
fn what_is_told_in_two_places_is_one_box() {
    let kconfig = "config D\n\tbool \"d\"\nif D\nconfig B\n\tdef_bool y\nconfig C\n\tdef_bool y\nendif\n\
        config A\n\tbool \"a\"\n\tdepends on B && C\n";
    assert_snapshot!(drawn(kconfig, "# CONFIG_D is not set\n", "A", "causes.dot"));
}

/// Opened and not closed, or closed and not open, in the order of the text. Elements that are never closed are left out.
fn unbalanced(markup: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for part in markup.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap_or_else(|| panic!("a tag has no end: <{part}"));
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap().to_owned();
        if tag.starts_with('/') {
            if open.pop().as_ref() != Some(&name) {
                return vec![format!("</{name}>")];
            }
        } else if !tag.ends_with('/') && !["meta", "!doctype"].contains(&name.as_str()) {
            open.push(name);
        }
    }
    open
}

/// The texts of a page without its own style and script.
fn without_own_code(page: &str) -> String {
    let mut text = page.to_owned();
    for (from, to) in [("<style>", "</style>"), ("<script>", "</script>")] {
        if let Some(start) = text.find(from) {
            let end = start + text[start..].find(to).unwrap() + to.len();
            text.replace_range(start..end, "");
        }
    }
    text
}

#[test]
fn texts_of_files_are_texts_in_a_picture() {
    let config = "CONFIG_CLANG=y\nCONFIG_NAME=\"</script><script>alert(1)</script><img src=x onerror='a&b'>\"\n";
    for symbol in ["NAME", "NAME=<b onclick=\"x\">", "LTO_CLANG_THIN"] {
        for name in ["causes.html", "causes.svg"] {
            let page = without_own_code(&drawn(KCONFIG, config, symbol, name));
            assert_eq!(unbalanced(&page), [""; 0], "{page}");
            for word in ["<script", "<img", "<b ", "<i>"] {
                assert!(!page.contains(word), "{word} in {page}");
            }
        }
    }
    let page = drawn(KCONFIG, config, "NAME", "causes.html");
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)"), "{page}");
    assert_eq!(page.matches("</script>").count(), 1, "{page}");
}

#[test]
fn names_of_files_are_links_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("a \"b\" <c>#%é");
    fs::create_dir(&tree).unwrap();
    fs::write(tree.join("Kconfig"), KCONFIG).unwrap();
    fs::write(tree.join(".config"), CONFIG).unwrap();
    for name in ["causes.html", "causes.svg", "causes.dot"] {
        run(&tree, &["LTO_CLANG_THIN", "--graph", name]);
        let text = fs::read_to_string(tree.join(name)).unwrap();
        assert!(text.contains("/a%20%22b%22%20%3Cc%3E%23%25%C3%A9/Kconfig#L"), "{text}");
        assert!(!text.contains("<c>"), "{text}");
    }
}

#[test]
fn labels_of_graphviz_are_no_markup() {
    let config = "CONFIG_CLANG=y\nCONFIG_NAME=\"\\\\N <b> &lt; \\\"\"\n";
    let text = drawn(KCONFIG, config, "NAME", "causes.dot");
    assert!(text.contains(r"\\\\N &lt;b&gt; &amp;lt; \\&quot;"), "{text}");
}

#[test]
fn a_name_that_says_no_form_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()));
        String::from_utf8(output.stderr).unwrap()
    };
    for name in ["causes.png", "causes", ".svg", "-"] {
        let text = said(&["LTO_CLANG_THIN", "--graph", name]);
        assert!(text.contains("a name that ends in .dot, .svg or .html is needed"), "{text}");
    }
    assert_snapshot!(said(&["config::choice-lost", "--graph", "causes.svg"]), @"
    error: 'config::choice-lost' is a diagnostic, which has no causes to draw
      help: name a symbol
    ");
}

#[test]
fn a_picture_that_cannot_be_written_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), KCONFIG).unwrap();
    let output = run(folder.path(), &["KASAN=n", "--graph", "none/causes.svg"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.starts_with("error: cannot write 'none/causes.svg': "), "{text}");
}
