//! What must not exist, and what must be written down, read from the sources. That each rule can be
//! broken is shown beside it, in `src/tidy/`.

use parlour_tests::tidy::{self, Tree};

#[track_caller]
fn holds(rule: fn(&Tree) -> Vec<String>) {
    let broken = Tree::of_workspace().map_or_else(|why| vec![why], |tree| rule(&tree));
    assert!(broken.is_empty(), "\n  {}\n", broken.join("\n  "));
}

#[test]
fn the_workspace_is_what_is_read() {
    let tree = Tree::of_workspace().expect("the workspace can be read");
    for path in ["Cargo.toml", "index.html", "engine/src/lib.rs", "server/src/router.rs", "widget/src/api.rs"]
    {
        assert!(tree.files.iter().any(|file| file.path == path), "{path} was not read");
    }
    assert!(!tree.files.iter().any(|file| file.path.starts_with("target/")));
}

#[test]
fn pure_crates_name_no_browser_runtime_clock_or_chance() {
    holds(tidy::pure_crates_stay_pure);
}

#[test]
fn dependencies_point_down() {
    holds(tidy::dependencies_point_down);
}

#[test]
fn the_server_reads_texts_as_the_window_does_and_uses_nothing_else_of_it() {
    holds(tidy::server_reads_texts_alone);
}

#[test]
fn exports_stand_in_api_and_nothing_starts_a_task() {
    holds(tidy::exports_have_one_place_and_tasks_none);
}

#[test]
fn no_text_becomes_markup_or_code() {
    holds(tidy::no_sinks);
}

#[test]
fn no_text_becomes_markup_or_code_in_what_was_built() {
    let broken = tidy::no_sinks_in_built_files(&Tree::of_built_files().expect("target/dist can be read"));
    assert!(broken.is_empty(), "\n  {}\n", broken.join("\n  "));
}

#[test]
fn the_window_has_logical_sides_only() {
    holds(tidy::styles_are_logical);
}

#[test]
fn each_lazily_loaded_file_is_seen_by_bundlers() {
    holds(tidy::lazy_files_are_named);
}

#[test]
fn nothing_shipped_may_stop() {
    holds(tidy::nothing_may_stop);
}

#[test]
fn no_secret_has_a_field_on_its_way_to_a_browser() {
    holds(tidy::no_secret_fields_for_browsers);
}

#[test]
fn each_route_has_a_line_in_the_api_document() {
    holds(tidy::routes_are_documented);
}

#[test]
fn each_error_code_has_a_line_in_the_package_readme() {
    holds(tidy::error_codes_are_documented);
}

#[test]
fn each_config_key_has_a_line_in_the_config_document() {
    holds(tidy::config_keys_are_documented);
}

#[test]
fn each_flow_key_and_mistake_has_a_line_in_the_flow_document() {
    holds(tidy::flow_keys_are_documented);
}

#[test]
fn each_chat_key_and_mistake_has_a_line_in_the_chat_document() {
    holds(tidy::chat_keys_are_documented);
}

#[test]
fn mod_files_only_re_export() {
    holds(tidy::mod_files_only_re_export);
}

#[test]
fn no_file_is_over_400_lines() {
    holds(tidy::files_are_short);
}

#[test]
fn there_is_no_drawer_for_everything() {
    holds(tidy::no_utils);
}

#[test]
fn no_registry_and_no_machine_is_named() {
    holds(tidy::no_foreign_places);
}

#[test]
fn each_page_has_exactly_one_script_tag() {
    holds(tidy::pages_have_one_script);
}

#[test]
fn what_is_promised_and_complained_of_is_shown_by_tests() {
    holds(tidy::claims_are_shown);
}

#[test]
fn what_the_accessibility_report_promises_is_shown_by_tests() {
    holds(tidy::accessibility_is_shown);
}

#[test]
fn each_mutation_of_the_simulation_applies_and_has_its_row() {
    holds(tidy::mutations_apply);
}

#[test]
fn published_figures_tell_command_seed_and_commit() {
    holds(tidy::figures_can_be_had_again);
}
