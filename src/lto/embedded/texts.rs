//! The Kconfig texts that the program carries, and which of them hold for which version. Only data.

/// The texts, by the names that `source` uses and people see.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("embedded/edge.Kconfig", include_str!("../../../corpus/lto/edge.Kconfig")),
    ("embedded/architectures.Kconfig", include_str!("../../../corpus/lto/architectures.Kconfig")),
    ("embedded/architectures-stated.Kconfig", include_str!("../../../corpus/lto/architectures-stated.Kconfig")),
    ("embedded/byte-order.Kconfig", include_str!("../../../corpus/lto/byte-order.Kconfig")),
    ("embedded/byte-order-6.18.Kconfig", include_str!("../../../corpus/lto/byte-order-6.18.Kconfig")),
    ("embedded/debug-info.Kconfig", include_str!("../../../corpus/lto/debug-info.Kconfig")),
    ("embedded/debug-info-choice.Kconfig", include_str!("../../../corpus/lto/debug-info-choice.Kconfig")),
    ("embedded/debug-info-open.Kconfig", include_str!("../../../corpus/lto/debug-info-open.Kconfig")),
    ("embedded/lto-selected-5.12.Kconfig", include_str!("../../../corpus/lto/lto-selected-5.12.Kconfig")),
    ("embedded/lto-selected-5.14.Kconfig", include_str!("../../../corpus/lto/lto-selected-5.14.Kconfig")),
    ("embedded/lto-selected-6.3.Kconfig", include_str!("../../../corpus/lto/lto-selected-6.3.Kconfig")),
    ("embedded/lto-selected-6.5.Kconfig", include_str!("../../../corpus/lto/lto-selected-6.5.Kconfig")),
    ("embedded/lto-selected-6.9.Kconfig", include_str!("../../../corpus/lto/lto-selected-6.9.Kconfig")),
    ("embedded/lto-selected-6.17.Kconfig", include_str!("../../../corpus/lto/lto-selected-6.17.Kconfig")),
    ("embedded/lto-selected-6.18.Kconfig", include_str!("../../../corpus/lto/lto-selected-6.18.Kconfig")),
    ("embedded/lto-stated.Kconfig", include_str!("../../../corpus/lto/lto-stated.Kconfig")),
    ("embedded/lto-unsaid.Kconfig", include_str!("../../../corpus/lto/lto-unsaid.Kconfig")),
    ("embedded/seed-lto-selected.Kconfig", include_str!("../../../corpus/lto/seed-lto-selected.Kconfig")),
    ("embedded/seed-lto-stated.Kconfig", include_str!("../../../corpus/lto/seed-lto-stated.Kconfig")),
    ("embedded/seed-lto-unsaid.Kconfig", include_str!("../../../corpus/lto/seed-lto-unsaid.Kconfig")),
    ("embedded/nothing.Kconfig", include_str!("../../../corpus/lto/nothing.Kconfig")),
    ("embedded/since-6.12.Kconfig", include_str!("../../../corpus/lto/since-6.12.Kconfig")),
    ("embedded/since-6.14.Kconfig", include_str!("../../../corpus/lto/since-6.14.Kconfig")),
    ("embedded/before-6.18.Kconfig", include_str!("../../../corpus/lto/before-6.18.Kconfig")),
    ("embedded/since-6.18.Kconfig", include_str!("../../../corpus/lto/since-6.18.Kconfig")),
    ("embedded/none.Kconfig", include_str!("../../../corpus/lto/none.Kconfig")),
    ("embedded/seed-v2.Kconfig", include_str!("../../../corpus/lto/seed-v2.Kconfig")),
    ("embedded/linux-5.12.Kconfig", include_str!("../../../corpus/lto/linux-5.12.Kconfig")),
    ("embedded/linux-5.13.Kconfig", include_str!("../../../corpus/lto/linux-5.13.Kconfig")),
    ("embedded/linux-5.15.Kconfig", include_str!("../../../corpus/lto/linux-5.15.Kconfig")),
    ("embedded/linux-6.1.Kconfig", include_str!("../../../corpus/lto/linux-6.1.Kconfig")),
    ("embedded/linux-6.6.Kconfig", include_str!("../../../corpus/lto/linux-6.6.Kconfig")),
    ("embedded/linux-7.2.Kconfig", include_str!("../../../corpus/lto/linux-7.2.Kconfig")),
];

/// Versions that brought a neighbour within the range of one rule set: the variable that names the text with it, the
/// text before, the text since, and the version.
pub(super) const SINCE: [(&str, &str, &str, (u32, u32)); 4] = [
    ("BYTE_ORDER", "byte-order", "byte-order-6.18", (6, 18)),
    ("SINCE_6_12", NOTHING, "since-6.12", (6, 12)),
    ("SINCE_6_14", NOTHING, "since-6.14", (6, 14)),
    ("SINCE_6_18", "before-6.18", "since-6.18", (6, 18)),
];

/// What architectures select: the text, and the version since which it holds. That riscv asks for a code model came with
/// 6.17, and was taken over by later releases of 6.12 and 6.16 alone.
pub(super) const SELECTED: [(&str, (u32, u32)); 9] = [
    ("lto-selected-5.12", (0, 0)),
    ("lto-selected-5.14", (5, 14)),
    ("lto-selected-6.3", (6, 3)),
    ("lto-selected-6.5", (6, 5)),
    ("lto-selected-6.9", (6, 9)),
    ("lto-selected-6.17", (6, 12)),
    ("lto-selected-6.9", (6, 13)),
    ("lto-selected-6.17", (6, 16)),
    ("lto-selected-6.18", (6, 18)),
];

/// The text that says nothing.
const NOTHING: &str = "nothing";
