//! Where links may lead, and what they may call themselves.

use parlour_core::markup::{is_link, is_media, is_misleading, is_only_emoji};

#[test]
fn a_link_leads_to_the_web_a_mailbox_or_a_telephone() {
    for address in [
        "https://a.example",
        "HTTP://a.example/b?c#d",
        "mailto:a@b.example",
        "tel:+491234",
        "https://пример.example/ё",
    ] {
        assert!(is_link(address), "{address}");
    }
    for address in [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " https://a.example",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "/path",
        "ftp://a.example",
        "file:///etc/passwd",
        "https://a.example/\u{202e}gpj.exe",
        "vbscript:x",
        "https://a.example/ b",
        "https://",
        "blob:https://a.example/1",
        "https:\\\\a.example",
    ] {
        assert!(!is_link(address), "{address:?}");
    }
}

#[test]
fn media_come_from_the_web() {
    assert!(is_media("https://a.example/b.png"));
    for address in
        ["mailto:a@b.example", "data:image/svg+xml,x", "tel:1", "http:", "javascript:1", "https://"]
    {
        assert!(!is_media(address), "{address}");
    }
}

#[test]
fn words_that_name_another_host_are_misleading() {
    for (words, host) in [
        ("https://bank.example", "evil.example"),
        ("bank.example", "evil.example"),
        ("See bank.example/login now", "evil.example"),
        ("www.bank.example", "evil.example"),
        ("https://bank.example@evil.example", "other.example"),
        ("bank.example", "notbank.example"),
        ("bank.example", "bank.example.evil.example"),
        ("support@bank.example", "thief@evil.example"),
        ("(bank.example)", "evil.example"),
        ("\u{202e}elpmaxe.knab", "evil.example"),
        // Cyrillic letters: the browser's own form of the host gives them away.
        ("https://\u{440}\u{430}ypal.example", "xn--ypal-43d9g.example"),
        ("https://bank.example", ""),
    ] {
        assert!(is_misleading(words, host), "{words} → {host}");
    }
}

#[test]
fn honest_words_are_left_alone() {
    for (words, host) in [
        ("our returns page", "shop.example"),
        ("shop.example", "shop.example"),
        ("Shop.Example/returns", "shop.example"),
        ("https://www.shop.example/a?b", "shop.example"),
        ("shop.example", "www.shop.example"),
        ("shop.example:8080", "shop.example"),
        ("help@shop.example", "help@shop.example"),
        ("e.g. this, version 2.0", "shop.example"),
        ("+49 123 456", "+49123456"),
        ("…", "shop.example"),
        ("", "shop.example"),
    ] {
        assert!(!is_misleading(words, host), "{words} → {host}");
    }
}

#[test]
fn a_few_emoji_alone_are_big() {
    for text in ["🎉", "👍🏽", " 🏕️ ", "👩‍👩‍👧‍👦", "🇩🇰", "🇩🇰🇸🇪🎉", "3️⃣", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
    {
        assert!(is_only_emoji(text), "{text}");
    }
    for text in ["", " ", "3", "#", "🎉!", "a🎉", "🎉🎉🎉🎉", "123", "*", "1️2", "→", "\u{fe0f}"]
    {
        assert!(!is_only_emoji(text), "{text:?}");
    }
}
