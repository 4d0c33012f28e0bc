//! A request as a command for a shell.

use super::entry::Entry;

/// The `curl` that sends the same request. What is masked stays masked: whoever runs it fills it in.
pub fn curl(request: &Entry) -> String {
    let mut command = String::from("curl");
    if request.method != "GET" {
        command.push_str(" -X ");
        command.push_str(&request.method);
    }
    command.push(' ');
    command.push_str(&quoted(&request.url));
    for (name, value) in &request.headers {
        command.push_str(" \\\n  -H ");
        command.push_str(&quoted(&[name, ": ", value].concat()));
    }
    if let Some(body) = request.body.as_deref().filter(|body| !body.is_empty()) {
        command.push_str(" \\\n  --data-raw ");
        command.push_str(&quoted(body));
    }
    command
}

/// One word of a POSIX shell, in which nothing has a meaning.
fn quoted(text: &str) -> String {
    ["'", &text.replace('\'', r"'\''"), "'"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_command_that_a_shell_reads_as_it_was() {
        let request = Entry {
            method: "POST".to_owned(),
            url: "https://chat.example/api/webchat/bot/2f1c/messages/".to_owned(),
            headers: [("Authorization", "•••"), ("Content-Type", "application/json")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            body: Some(r#"{"text":"it's $HOME"}"#.to_owned()),
            ..Entry::default()
        };
        assert_eq!(
            curl(&request),
            "curl -X POST 'https://chat.example/api/webchat/bot/2f1c/messages/' \\\n  -H 'Authorization: •••' \\\n  \
             -H 'Content-Type: application/json' \\\n  --data-raw '{\"text\":\"it'\\''s $HOME\"}'"
        );
    }

    #[test]
    fn a_reading_has_neither_method_nor_body() {
        let request = Entry {
            method: "GET".to_owned(),
            url: "https://chat.example/history".to_owned(),
            ..Entry::default()
        };
        assert_eq!(curl(&request), "curl 'https://chat.example/history'");
    }
}
