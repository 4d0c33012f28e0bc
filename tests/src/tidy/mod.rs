//! The rules the sources keep. Each takes a tree of files and returns what breaks it.

mod accessibility;
mod arrows;
mod browser;
mod claims;
mod contracts;
mod documents;
mod figures;
mod mutations;
mod rust;
mod secrets;
mod shape;
mod styles;
mod tree;

pub use accessibility::accessibility_is_shown;
pub use arrows::{dependencies_point_down, pure_crates_stay_pure, server_reads_texts_alone};
pub use browser::{exports_have_one_place_and_tasks_none, no_sinks, no_sinks_in_built_files};
pub use claims::claims_are_shown;
pub use contracts::{
    chat_keys_are_documented, config_keys_are_documented, error_codes_are_documented,
    flow_keys_are_documented, routes_are_documented,
};
pub use documents::{no_foreign_places, pages_have_one_script};
pub use figures::figures_can_be_had_again;
pub use mutations::mutations_apply;
pub use secrets::{no_secret_fields_for_browsers, nothing_may_stop};
pub use shape::{files_are_short, mod_files_only_re_export, no_utils};
pub use styles::{lazy_files_are_named, styles_are_logical};
pub use tree::{File, Tree};
