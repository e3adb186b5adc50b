//! The integration tests, in one binary so that they link once: one module a concern.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on panics, and helpers of tests are tests as well"
)]

#[cfg(unix)]
mod action;
mod agreement;
mod audit;
mod calls;
mod causes;
mod check;
mod comparisons;
mod conf;
mod conf_talk;
mod conf_words;
mod documents;
mod drawn;
mod embedded;
mod embedded_family;
mod embedded_rules;
mod embedded_seed;
mod explain;
mod explain_embedded;
mod flags;
mod flags_carried;
mod flags_module;
mod flags_open;
mod formats;
mod fragment_choices;
mod fragment_numbers;
mod fragments;
mod front;
mod gentle;
mod grammar;
mod graph;
mod guide;
mod harm;
mod impossible;
mod inputs;
mod landing;
mod least;
mod other_tools;
mod pages;
mod parse;
mod picture;
mod plan;
mod program;
#[cfg(target_os = "linux")]
mod progress;
mod rooms;
mod slice;
mod smallest;
mod suffices;
mod sufficient;
mod sure;
mod terminal;
mod unanswered;
mod unsettled;
mod words;
mod written;
