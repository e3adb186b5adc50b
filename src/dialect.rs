//! Which version's rules a tree follows. A version number gives the rules of the last release of its series, with what
//! a long-term kernel took over from later ones; the tree's own sources, where they are there, have the last word.

mod corrected;
pub mod grammar;

use self::grammar::Grammar;

/// The way to an entry, as it is told with the entry's help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// the menus above it, and nothing where there is none (before 5.16)
    Above,
    /// the same from the main menu on (before 6.1)
    FromMainMenu,
    /// the menus above it, and the entry itself
    Itself,
}

/// The rules of one version of Kconfig, as far as versions differ. "Since 6.7" speaks of mainline Linux.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// such as `linux-6.12`
    pub name: String,
    /// `option …` is understood (before 5.13)
    pub options: bool,
    /// `---help---` is understood (before 5.9)
    pub dashed_help: bool,
    /// an implied value is limited by the dependencies (since 5.7)
    pub imply_limited: bool,
    /// choices are symbols of their own, may be tristate, and keep the last y (before 6.11)
    pub old_choices: bool,
    /// a choice may have a name, and gives its members its type (before 6.9)
    pub named_choices: bool,
    /// a choice may be empty by `optional` (before 6.10)
    pub optional_choices: bool,
    /// a choice may say `bool` (before 6.13)
    pub bool_choices: bool,
    /// members without a prompt, or with a default, are errors (since 6.10)
    pub strict_members: bool,
    /// a member may have one prompt only (since 7.1)
    pub one_member_prompt: bool,
    /// no automatic submenus inside a choice (since 6.9)
    pub flat_choices: bool,
    /// an int or hex without a value is empty, not 0 (before 6.8)
    pub empty_numbers: bool,
    /// expressions are shared and simplified joint by joint (since 6.12)
    pub shared_expressions: bool,
    /// `A != y` of a bool is taken for y (since 6.12: a slip of the reference, kept because the bytes must agree)
    pub bool_unequal_yes_is_yes: bool,
    /// an entry that needs a symbol to be off never joins its submenu (since 7.3)
    pub no_negated_submenu: bool,
    /// buckets of the table of symbols, which decides their order in auto.conf
    pub buckets: u32,
    /// `depends on X if Y` (since 7.0)
    pub conditional_depends: bool,
    /// `transitional` (since 6.18)
    pub transitional: bool,
    /// doubtful help texts and menus are errors (since 6.13)
    pub strict_parser: bool,
    /// a file may be included once only (since 7.1)
    pub single_inclusion: bool,
    /// `is not set` must end its line, and a line without `=` is warned of (since 6.8)
    pub strict_reader: bool,
    /// `is not set` of a number is warned of (since 6.8, and in the long-term 5.15, 6.1 and 6.6)
    pub doubts_unset_numbers: bool,
    /// user values that had no effect are forgotten when nothing else changed (before 6.11)
    pub forgets_hidden: bool,
    /// numbers out of range are forgotten when they are read (before 6.8)
    pub forgets_out_of_range: bool,
    /// random and all-yes values are drawn in the order of the menus, once (since 6.11)
    pub fills_by_menu: bool,
    /// strings in auto.conf have no quotes (since 5.17)
    pub raw_auto: bool,
    /// `rustc_cfg` is written (since 6.1)
    pub rustc_cfg: bool,
    /// auto.conf.cmd starts with `autoconfig :=` (since 6.9)
    pub new_auto_cmd: bool,
    /// `include/config/FOO_BAR`, not include/config/foo/bar.h (since 5.13)
    pub flat_dep_files: bool,
    /// auto.conf is compared with values calculated before (since 6.15; the series from 6.12 on took it over)
    pub auto_calculated_first: bool,
    /// headings without empty lines around them (since 5.16)
    pub short_headings: bool,
    /// `# end of` also for menus that show nothing (since 5.18)
    pub ends_empty_menus: bool,
    /// the root file must end with a line end (since 6.9)
    pub ends_root_line: bool,
    /// `KCONFIG_WARN_CHANGED_INPUT` (since 7.2)
    pub warns_of_changes: bool,
    /// a choice without a prompt is an error (since 6.9)
    pub prompted_choices: bool,
    /// cycles are looked for in the order of the menus (since 6.9), not of the table of symbols
    pub checks_by_menu: bool,
    /// conditions of what is no tristate are taken for bool: `A != n` is `A`; `y`, `m` and `n` have no type (before 6.10; the series from 6.8
    /// on and the long-term kernels from 5.4 on gave it up too)
    pub bool_conditions: bool,
    /// a number out of range becomes the bound's own text, not the bound's number written anew (since 6.7, and in the
    /// long-term kernels)
    pub bounds_as_written: bool,
    /// `KCONFIG_WARN_UNKNOWN_SYMBOLS` and `KCONFIG_WERROR` (since 6.6, and in the long-term 5.15 and 6.1)
    pub knows_werror: bool,
    /// `KCONFIG_WERROR` counts unmet dependencies too (since 6.8, and in the long-term 5.15, 6.1 and 6.6)
    pub stops_on_unmet: bool,
    /// the file beside auto.conf is always include/config/auto.conf.cmd, and lists files without a trailing backslash
    /// (before 5.16)
    pub old_auto_cmd: bool,
    /// `--mod2noconfig` is known (since 5.17)
    pub mod_to_no: bool,
    /// the seed of random values is told on stderr (before 5.13)
    pub whispers_seed: bool,
    /// a number that nobody gives at the end of the input ends the questions (since 7.3, and in the long-term 6.12)
    pub stops_at_end: bool,
    /// the way to an entry, told with its help
    pub way: Way,
    /// what is implied can close a circle of dependencies (since 4.19)
    pub implies_circles: bool,
    /// a tree with a circle of dependencies is refused, not warned of and evaluated (since 4.19)
    pub refuses_circles: bool,
    /// `--defconfig` may stand alone, for the architecture's own (before 5.3)
    pub has_own_defconfig: bool,
    /// the document on Kconfig's language is `kconfig-language.txt` (before 5.3)
    pub plain_documents: bool,
    /// menus are closed by `# end of` in a `.config`, and one that would not change is not written (since 5.2)
    pub ends_menus: bool,
    /// `include/config/tristate.conf` is written (before 5.6)
    pub tristate_conf: bool,
    /// `--yes2modconfig` and `--mod2yesconfig` are known (since 5.6)
    pub rewrites: bool,
    /// `--helpnewconfig` is known (since 5.6)
    pub helps_on_new: bool,
    /// all definitions of a symbol are told with its help, each with its conditions (since 5.6)
    pub tells_definitions: bool,
    /// dependency files are below the folder of auto.conf (since 5.4), not always below include/config
    pub dep_files_beside_auto: bool,
    /// auto.conf is written by `--syncconfig` alone, which makes no folders, needs a `.config`, and writes that only where
    /// it changed (before 4.19)
    pub old_sync: bool,
    /// what the grammar still allows
    pub grammar: Grammar,
}

impl Dialect {
    /// The newest rules that ltoconf knows.
    pub fn newest() -> Self {
        Self::linux(7, 3)
    }

    /// Rules of a Linux version: of the last release of that series.
    pub fn linux(major: u32, minor: u32) -> Self {
        let since = |a, b| (major, minor) >= (a, b);
        let long_term = |series: &[(u32, u32)]| series.contains(&(major, minor));
        Self {
            name: format!("linux-{major}.{minor}"),
            options: !since(5, 13),
            dashed_help: !since(5, 9),
            imply_limited: since(5, 7),
            old_choices: !since(6, 11),
            named_choices: !since(6, 9),
            optional_choices: !since(6, 10),
            bool_choices: !since(6, 13),
            strict_members: since(6, 10),
            one_member_prompt: since(7, 1),
            flat_choices: since(6, 9),
            empty_numbers: !since(6, 8),
            shared_expressions: since(6, 12),
            bool_unequal_yes_is_yes: since(6, 12),
            no_negated_submenu: since(7, 3),
            buckets: if since(6, 9) { 1 << 14 } else { 9973 },
            conditional_depends: since(7, 0),
            transitional: since(6, 18),
            strict_parser: since(6, 13),
            single_inclusion: since(7, 1),
            strict_reader: since(6, 8),
            doubts_unset_numbers: since(6, 8) || long_term(&[(5, 15), (6, 1), (6, 6)]),
            forgets_hidden: !since(6, 11),
            forgets_out_of_range: !since(6, 8),
            fills_by_menu: since(6, 11),
            raw_auto: since(5, 17),
            rustc_cfg: since(6, 1),
            new_auto_cmd: since(6, 9),
            flat_dep_files: since(5, 13),
            auto_calculated_first: since(6, 13) || long_term(&[(6, 12)]),
            short_headings: since(5, 16),
            ends_empty_menus: since(5, 18),
            ends_root_line: since(6, 9),
            warns_of_changes: since(7, 2),
            prompted_choices: since(6, 9),
            checks_by_menu: since(6, 9),
            bool_conditions: !since(6, 8) && !long_term(&[(5, 4), (5, 10), (5, 15), (6, 1), (6, 6)]),
            bounds_as_written: since(6, 7) || long_term(&[(4, 19), (5, 4), (5, 10), (5, 15), (6, 1), (6, 6)]),
            knows_werror: since(6, 6) || long_term(&[(5, 15), (6, 1)]),
            stops_on_unmet: since(6, 8) || long_term(&[(5, 15), (6, 1), (6, 6)]),
            old_auto_cmd: !since(5, 16),
            mod_to_no: since(5, 17),
            whispers_seed: !since(5, 13),
            stops_at_end: since(7, 3) || long_term(&[(6, 12)]),
            way: match (since(5, 16), since(6, 1)) {
                (false, _) => Way::Above,
                (true, false) => Way::FromMainMenu,
                (true, true) => Way::Itself,
            },
            implies_circles: since(4, 19),
            refuses_circles: since(4, 19),
            has_own_defconfig: !since(5, 3),
            plain_documents: !since(5, 3),
            ends_menus: since(5, 2),
            tristate_conf: !since(5, 6),
            rewrites: since(5, 6),
            helps_on_new: since(5, 6),
            tells_definitions: since(5, 6),
            dep_files_beside_auto: since(5, 4),
            old_sync: !since(4, 19),
            grammar: Grammar::linux((major, minor)),
        }
    }

    /// The rules of a name such as `linux-6.12`.
    pub fn named(name: &str) -> Option<Self> {
        let (major, minor) = name.strip_prefix("linux-")?.split_once('.')?;
        let (major, minor) = (major.parse().ok()?, minor.parse().ok()?);
        ((4, 18) <= (major, minor)).then(|| Self::linux(major, minor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_the_rules_of_a_version() {
        assert!(Dialect::named("linux-6.1").unwrap().old_choices);
        assert!(!Dialect::named("linux-6.12").unwrap().old_choices);
        assert_eq!(Dialect::named("linux-4.17"), None);
        assert_eq!(Dialect::named("windows"), None);
    }

    #[test]
    fn a_long_term_kernel_has_what_it_took_over() {
        let (ended, long_term) = (Dialect::linux(6, 2), Dialect::linux(6, 1));
        assert!(long_term.knows_werror && long_term.stops_on_unmet && long_term.bounds_as_written);
        assert!(!long_term.bool_conditions);
        assert!(!ended.knows_werror && !ended.stops_on_unmet && !ended.bounds_as_written);
        assert!(ended.bool_conditions);
    }
}
