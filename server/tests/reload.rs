//! A flow that changes under a running server: a real process, real files, a real signal.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use support::served::{Served, folder, serve};

const FLOW: &str = include_str!("support/shop.toml");

fn says(served: &Served, key: &str, text: &str, wanted: &str) {
    let (status, body) = served.say(key, text);
    assert!(status == 200 && body.contains(wanted), "{status} {body}");
}

fn until_version_is_not(served: &Served, old: &str) -> String {
    let begun = Instant::now();
    loop {
        let version = served.version();
        if version != old {
            return version;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{}", served.log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// As editors do: the new text in another file, put in the old one's place.
fn rename_over(folder: &Path, text: &str) {
    fs::write(folder.join("shop.toml.swp"), text).unwrap();
    fs::rename(folder.join("shop.toml.swp"), folder.join("shop.toml")).unwrap();
}

#[test]
fn a_changed_flow_is_live_without_a_restart_also_when_it_was_renamed() {
    let folder = folder("", FLOW);
    let served = serve(folder.path());
    says(&served, "1", "returns", "You have 60 days.");
    let first = served.version();
    fs::write(folder.path().join("shop.toml"), FLOW.replace("60 days", "90 days")).unwrap();
    let second = until_version_is_not(&served, &first);
    says(&served, "2", "returns", "Pardon?");
    says(&served, "3", "returns", "Pardon?");
    rename_over(folder.path(), &FLOW.replace("Pardon?", "Excuse me?"));
    let third = until_version_is_not(&served, &second);
    says(&served, "4", "returns", "Excuse me?");
    assert_ne!(first, third);
    let log = served.log();
    assert!(log.contains(&format!("version=\"{third}\"")) || log.contains(&third), "{log}");
    // What it was before is known by its version.
    rename_over(folder.path(), FLOW);
    assert_eq!(until_version_is_not(&served, &third), first);
}

#[test]
fn a_flow_that_does_not_check_is_told_with_carets_and_the_last_good_one_stays() {
    let folder = folder("", FLOW);
    let served = serve(folder.path());
    let first = served.version();
    let broken = FLOW.replacen("to = \"returns\"", "to = \"retruns\"", 1);
    fs::write(folder.path().join("shop.toml"), &broken).unwrap();
    let log = served.log_with("was not reloaded");
    let log = if log.contains("^^^") { log } else { served.log_with("^^^") };
    for line in [
        "shop.toml:12:6: error[unknown_target]: there is no module `retruns`",
        "\n12 | to = \"retruns\"\n",
        "\n   |      ^^^^^^^^^\n",
    ] {
        assert!(log.contains(line), "{line:?} is not in {log}");
    }
    says(&served, "1", "returns", "You have 60 days.");
    assert_eq!(served.version(), first);
    // It is told once, not at every look.
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(served.log().matches("was not reloaded").count(), 1);

    // The same words as at a start, which is refused.
    let started = Command::new(env!("CARGO_BIN_EXE_parlour"))
        .args(["serve", "--config"])
        .arg(folder.path().join("parlour.toml"))
        .output()
        .unwrap();
    assert_eq!((started.status.code(), started.stdout.is_empty()), (Some(2), true));
    let told = String::from_utf8(started.stderr).unwrap();
    assert!(told.contains("error[unknown_target]") && told.contains("^^^^^^^^^"), "{told}");
    let of_flow = told.find(&format!("{}:", folder.path().join("shop.toml").display())).unwrap();
    assert!(log.contains(&told[of_flow..]), "{told:?} is not in {log:?}");
    assert!(!told.contains("CANARY") && !log.contains("CANARY"), "a secret is in {told:?} or {log:?}");

    // Files come and go while they are written.
    fs::remove_file(folder.path().join("shop.toml")).unwrap();
    served.log_with("unreadable_file");
    says(&served, "2", "returns", "Pardon?");
    fs::write(folder.path().join("shop.toml"), FLOW.replace("Pardon?", "Excuse me?")).unwrap();
    until_version_is_not(&served, &first);
}

#[test]
fn a_signal_reads_the_flows_at_once() {
    let folder = folder("", FLOW);
    let served = serve(folder.path());
    let first = served.version();
    served.signal("-HUP");
    served.log_with("a flow is unchanged");
    rename_over(folder.path(), &FLOW.replace("60 days", "90 days"));
    served.signal("-HUP");
    assert_ne!(until_version_is_not(&served, &first), first);
    says(&served, "1", "returns", "You have 90 days.");
}

#[test]
fn a_conversation_goes_on_where_it_stands_also_if_its_module_is_gone() {
    let folder = folder("", FLOW);
    let served = serve(folder.path());
    let first = served.version();
    says(&served, "1", "returns", "You have 60 days.");
    // It stands at module 2, which is no more: the starting module hears what comes next.
    let without = FLOW.replace("id = 2", "id = 22");
    fs::write(folder.path().join("shop.toml"), without).unwrap();
    until_version_is_not(&served, &first);
    says(&served, "2", "returns", "You have 60 days.");
    // A flow that lacks a module the configuration names is not taken.
    let second = served.version();
    fs::write(folder.path().join("shop.toml"), FLOW.replace("\"returns\"", "\"going-back\"")).unwrap();
    let log = served.log_with("error[unknown_module]");
    assert!(log.contains("`refs` of the configuration: the flow has no module \"returns\""), "{log}");
    assert_eq!(served.version(), second);
}
