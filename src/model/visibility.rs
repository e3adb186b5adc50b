//! A prompt's own condition enters; leaves with the `visible if` of all menus around it. Behaviour of the end of
//! `menu_add_prompt` in menu.c.

use smallvec::SmallVec;

use super::{
    build::Builder,
    expr::{ExprId, Joint},
    menu::MenuId,
};

/// From how many menus with `visible if` around a prompt on their conditions are shared: a list of its own for
/// each prompt takes the square of the depth.
const DEEP: usize = 64;

impl Builder<'_> {
    /// The condition of a prompt with the `visible if` of all menus around it, the innermost first.
    pub(super) fn within_menus(&mut self, condition: Option<ExprId>) -> Option<ExprId> {
        let around = self.model.menus[self.entry].parent;
        let parents = std::iter::successors(around, |&menu| self.model.menus[menu].parent);
        let own: SmallVec<[ExprId; 8]> =
            parents.filter_map(|menu| self.model.menus[menu].visibility).take(DEEP).collect();
        if own.len() == DEEP {
            let shared = around.and_then(|menu| self.shared_visibility(menu));
            return self.model.exprs.join_some(Joint::And, condition, shared);
        }
        let exprs = &mut self.model.exprs;
        own.into_iter().fold(condition, |visible, one| exprs.join_some(Joint::And, visible, Some(one)))
    }

    /// The `visible if` of a menu and of all around it, as one expression that all prompts below it share.
    fn shared_visibility(&mut self, menu: MenuId) -> Option<ExprId> {
        let mut open = Vec::new();
        let mut at = Some(menu);
        let mut visible = None;
        while let Some(menu) = at {
            if let Some(&known) = self.visibilities.get(&menu) {
                visible = known;
                break;
            }
            open.push(menu);
            at = self.model.menus[menu].parent;
        }
        for menu in open.into_iter().rev() {
            visible = self.model.exprs.join_some(Joint::And, self.model.menus[menu].visibility, visible);
            self.visibilities.insert(menu, visible);
        }
        visible
    }
}
