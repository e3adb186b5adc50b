//! The rules of a version and the tree's own `scripts/kconfig` enter; the rules that stand in those sources leave. A rule
//! is known by a marker: a name or a text that came or went with it.

use super::{Dialect, Way, grammar::BareTexts};

impl Dialect {
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
        self.way = match has("menu.c", "menu = prop->menu->parent;").zip(has("menu.c", "Main menu")) {
            Some((false, _)) => Way::Itself,
            Some((true, false)) => Way::Above,
            Some((true, true)) => Way::FromMainMenu,
            None => self.way,
        };
        set(&mut self.implies_circles, has("symbol.c", "sym_check_expr_deps(sym->implied.expr)"));
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
    fn a_tree_says_what_it_took_over() {
        let text = |name: &str| (name == "symbol.c").then(|| b"struct list_head choice_members".to_vec());
        let corrected = Dialect::linux(6, 1).corrected(text);
        assert!(!corrected.old_choices);
        assert!(corrected.empty_numbers == Dialect::linux(6, 8).empty_numbers);
        assert_eq!(corrected.buckets, Dialect::linux(6, 1).buckets);
    }

    #[test]
    fn a_grammar_is_known_by_its_rules() {
        let grammar = |minor: u32, text: &str| {
            Dialect::linux(5, minor).corrected(|name| (name == "parser.y").then(|| text.as_bytes().to_vec())).grammar
        };
        let (old, new) = (Dialect::linux(5, 4).grammar, Dialect::linux(5, 10).grammar);
        assert!(old.open_choices && old.bare_texts == BareTexts::Names);
        assert!(!new.open_choices && new.bare_texts == BareTexts::No);
        assert_eq!(grammar(10, "prompt:\t  T_WORD\n\t| T_WORD_QUOTE\n;"), old);
        assert_eq!(grammar(4, "stmt_list_in_choice:"), new);
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
