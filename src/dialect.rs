//! Which version's rules a tree follows. A version number gives the rules of the last release of its series, with what
//! a long-term kernel took over from later ones; the tree's own sources, where they are there, have the last word.

pub mod grammar;

use self::grammar::{BareTexts, Grammar};

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
    /// the way to an entry, told with its help, ends with the entry itself (since 5.17)
    pub locates_itself: bool,
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
            locates_itself: since(5, 17),
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

    /// Corrects the rules by what stands in the tree's own `scripts/kconfig`. `source` gives a file's text, if it is
    /// there; a file that is not there decides nothing.
    #[must_use]
    pub fn corrected(mut self, source: impl Fn(&str) -> Option<Vec<u8>>) -> Self {
        let files =
            ["symbol.c", "menu.c", "expr.c", "confdata.c", "conf.c", "parser.y", "lexer.l", "internal.h", "util.c"];
        let texts: Vec<_> = files.iter().map(|&name| (name, source(name))).collect();
        let has = |name: &str, marker: &str| {
            let text = texts.iter().find(|(found, _)| *found == name).and_then(|(_, text)| text.as_deref())?;
            Some(memchr::memmem::find(text, marker.as_bytes()).is_some())
        };
        let set = |rule: &mut bool, found: Option<bool>| *rule = found.unwrap_or(*rule);
        let unset = |rule: &mut bool, found: Option<bool>| *rule = !found.unwrap_or(!*rule);
        // a text that stands under either marker; known absent only where both are
        let only = |one: Option<bool>, other: Option<bool>| one.zip(other).map(|(one, other)| !one && !other);
        set(&mut self.options, has("lexer.l", "\"option\""));
        set(&mut self.dashed_help, has("lexer.l", "---help---"));
        unset(&mut self.imply_limited, has("symbol.c", "sym->implied.tri == yes"));
        unset(&mut self.old_choices, has("symbol.c", "choice_members"));
        set(&mut self.named_choices, has("parser.y", "word_opt"));
        set(&mut self.optional_choices, has("lexer.l", "T_OPTIONAL"));
        unset(&mut self.bool_choices, only(has("parser.y", "choice_option: T_BOOL"), has("parser.y", "logic_type")));
        set(&mut self.prompted_choices, has("parser.y", "choice must have a prompt"));
        set(&mut self.checks_by_menu, has("parser.y", "sym_check_deps(menu->sym)"));
        set(&mut self.bool_conditions, has("expr.c", "expr_trans_bool"));
        set(&mut self.bounds_as_written, has("symbol.c", "range_sym"));
        set(&mut self.knows_werror, has("confdata.c", "KCONFIG_WARN_UNKNOWN_SYMBOLS"));
        set(&mut self.stops_on_unmet, has("conf.c", "sym_dep_errors"));
        set(&mut self.whispers_seed, has("conf.c", "stderr, \"KCONFIG_SEED="));
        set(&mut self.stops_at_end, has("conf.c", "at end of input"));
        unset(&mut self.locates_itself, has("menu.c", "menu = prop->menu->parent;"));
        set(&mut self.ends_menus, has("confdata.c", "# end of"));
        unset(&mut self.old_auto_cmd, has("confdata.c", "conf_write_autoconf_cmd"));
        set(&mut self.strict_members, has("parser.y", "choice member must have a prompt"));
        set(&mut self.one_member_prompt, has("parser.y", "must not have a prompt in another entry"));
        set(&mut self.flat_choices, has("menu.c", "inside_choice"));
        set(&mut self.empty_numbers, has("symbol.c", "symbol_empty"));
        set(&mut self.shared_expressions, has("expr.c", "expr_hashtable"));
        set(&mut self.bool_unequal_yes_is_yes, has("expr.c", "expr_alloc_one(E_NOT, e->left.expr);\n\t\t\tbreak;"));
        set(&mut self.no_negated_submenu, has("menu.c", "expr_contains_symbol_negated"));
        set(&mut self.conditional_depends, has("menu.c", "menu_add_dep(struct expr *dep, struct expr *cond)"));
        set(&mut self.transitional, has("parser.y", "T_TRANSITIONAL"));
        unset(&mut self.strict_parser, has("parser.y", "zconfprint"));
        set(&mut self.strict_reader, has("confdata.c", "getline_stripped"));
        set(&mut self.doubts_unset_numbers, has("confdata.c", "sym_name"));
        set(&mut self.forgets_hidden, has("confdata.c", "conf_unsaved"));
        // from 6.8 to 6.10 the check is still there, and only has the value calculated anew
        set(&mut self.forgets_out_of_range, has("confdata.c", "SYMBOL_VALID|SYMBOL_DEF_USER"));
        unset(&mut self.fills_by_menu, has("conf.c", "while (conf_set_all_new_symbols"));
        set(&mut self.raw_auto, has("confdata.c", "No escaping for S_DEF_AUTO"));
        set(&mut self.rustc_cfg, has("confdata.c", "print_symbol_for_rustccfg"));
        set(&mut self.new_auto_cmd, has("confdata.c", "autoconfig := "));
        unset(&mut self.flat_dep_files, has("confdata.c", "tolower(c)"));
        set(&mut self.short_headings, has("confdata.c", "comment_style_c"));
        set(&mut self.ends_empty_menus, has("confdata.c", "end_check"));
        set(&mut self.ends_root_line, has("lexer.l", "if (current_buf) {"));
        set(&mut self.warns_of_changes, has("confdata.c", "KCONFIG_WARN_CHANGED_INPUT"));
        set(&mut self.tristate_conf, has("confdata.c", "KCONFIG_TRISTATE"));
        set(&mut self.rewrites, has("conf.c", "yes2modconfig"));
        set(&mut self.helps_on_new, has("conf.c", "helpnewconfig"));
        unset(&mut self.tells_definitions, has("menu.c", "get_symbol_prop("));
        unset(&mut self.old_sync, has("confdata.c", "conf_write_autoconf(int overwrite)"));
        unset(&mut self.dep_files_beside_auto, has("confdata.c", "strcpy(depfile_path, \"include/config/\")"));
        set(&mut self.grammar.open_choices, has("parser.y", "stmt_list_in_choice").map(|closed| !closed));
        match has("parser.y", "| T_WORD_QUOTE\n;") {
            Some(true) if self.grammar.bare_texts == BareTexts::No => self.grammar.bare_texts = BareTexts::Names,
            Some(false) => self.grammar.bare_texts = BareTexts::No,
            _ => {}
        }
        let buckets = has("internal.h", "1U << 14");
        self.buckets = match buckets {
            Some(true) => 1 << 14,
            Some(false) => 9973,
            None => self.buckets,
        };
        let repeated =
            has("util.c", "repeated inclusion of").into_iter().chain(has("lexer.l", "repeated inclusion of"));
        self.single_inclusion = repeated.reduce(|a, b| a || b).unwrap_or(self.single_inclusion);
        let first = texts.iter().find(|(name, _)| *name == "confdata.c").and_then(|(_, text)| text.as_deref());
        if let Some(text) = first {
            let write = memchr::memmem::find(text, b"int conf_write_autoconf(").unwrap_or(0);
            let rest = text.get(write..).unwrap_or_default();
            let at = |needle: &[u8]| memchr::memmem::find(rest, needle);
            // of another name before 5.1
            let compared = at(b"conf_touch_deps(").or_else(|| at(b"conf_split_config("));
            let orders = at(b"sym_calc_value(").zip(compared).map(|(calculated, compared)| calculated < compared);
            self.auto_calculated_first = orders.unwrap_or(self.auto_calculated_first);
        }
        self
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

    #[test]
    fn a_tree_says_what_it_took_over() {
        let text = |name: &str| (name == "symbol.c").then(|| b"struct list_head choice_members".to_vec());
        let corrected = Dialect::linux(6, 1).corrected(text);
        assert!(!corrected.old_choices);
        assert!(corrected.empty_numbers == Dialect::linux(6, 8).empty_numbers);
        assert_eq!(corrected.buckets, Dialect::linux(6, 1).buckets);
    }

    #[test]
    fn the_order_of_two_steps_is_known_by_either_name_of_the_second() {
        let first = |text: &str| {
            let text = format!("int conf_write_autoconf(void)\n{{\n{text}\n}}").into_bytes();
            Dialect::linux(4, 18).corrected(|name| (name == "confdata.c").then(|| text.clone())).auto_calculated_first
        };
        assert!(first("sym_calc_value(sym); conf_touch_deps();"));
        assert!(!first("conf_split_config(); sym_calc_value(sym);"));
        assert!(!first("sym_calc_value(sym);"));
    }

    #[test]
    fn a_check_of_ranges_that_forgets_nothing_is_no_forgetting() {
        let reads = |line: &str| {
            let text = format!("if (sym_string_within_range(sym, val))\n\tbreak;\n{line}").into_bytes();
            Dialect::linux(6, 8).corrected(|name| (name == "confdata.c").then(|| text.clone())).forgets_out_of_range
        };
        assert!(reads("sym->flags &= ~(SYMBOL_VALID|SYMBOL_DEF_USER);"));
        assert!(!reads("sym->flags &= ~SYMBOL_VALID;"));
    }
}
