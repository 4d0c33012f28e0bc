//! What a form of the page sends.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use parlour_protocol::{Action, ErrorCode, FormField, form_answer};

use crate::apis::chat::read_bytes;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::limits::FORM_PAIRS;
use crate::store::Scope;

/// The fields in their order.
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    /// Reads a body of `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// 400, 408, 413, 415.
    pub(super) async fn read(app: &App, headers: &HeaderMap, body: Body) -> ApiResult<Self> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|line| line.to_str().ok()).unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
            let sentence = "The Content-Type must be application/x-www-form-urlencoded.";
            return Err(ApiError::new(ErrorCode::UnsupportedMediaType, sentence));
        }
        let bytes = read_bytes(headers, body, app.config.limits.body).await?;
        // Browsers send line breaks as CR LF, however they were typed.
        let pairs = form_urlencoded::parse(&bytes)
            .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n").replace('\r', "\n")));
        let pairs: Vec<_> = pairs.take(FORM_PAIRS + 1).collect();
        if pairs.len() > FORM_PAIRS {
            return Err(ApiError::invalid("body", &format!("hold at most {FORM_PAIRS} fields")));
        }
        Ok(Self(pairs))
    }

    /// The first value of a field, if there is one with something in it.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let is_it = move |pair: &&(String, String)| pair.0 == name && !pair.1.trim().is_empty();
        self.0.iter().filter(is_it).map(|(_, value)| value.as_str())
    }

    /// What is said by it, if anything is: see the table in `parlour_protocol::ask`.
    pub(super) async fn text(&self, app: &App, scope: Option<&Scope>) -> ApiResult<Option<String>> {
        if let (Some(place), Some(scope)) = (self.get("form"), scope) {
            let fields = asked(app, scope, place).await?;
            return Ok(Some(self.answer(&fields)).filter(|answer| !answer.is_empty()));
        }
        let options: Vec<&str> = self.all("option").collect();
        if !options.is_empty() {
            return Ok(Some(options.join("\n")));
        }
        Ok(self.get("say").or_else(|| self.get("text")).map(str::to_owned))
    }

    fn answer(&self, fields: &[FormField]) -> String {
        let values: Vec<String> = (0..fields.len())
            .map(|nth| self.all(&format!("f{nth}")).collect::<Vec<_>>().join(", "))
            .collect();
        form_answer(fields.iter().zip(values.iter().map(String::as_str)))
    }
}

/// The fields of the form that stands at `<seq>.<action>` of this conversation.
async fn asked(app: &App, scope: &Scope, place: &str) -> ApiResult<Vec<FormField>> {
    let unknown = || ApiError::invalid("form", "name a form of this conversation");
    let (seq, nth) = place.split_once('.').ok_or_else(unknown)?;
    let seq: u64 = seq.parse().map_err(|_| unknown())?;
    let nth: usize = nth.parse().map_err(|_| unknown())?;
    let found = app.store.events_after(scope, seq.saturating_sub(1), 1).await?;
    let Some(parlour_protocol::StoredEvent::Message(message)) =
        found.into_iter().find(|event| event.seq() == seq)
    else {
        return Err(unknown());
    };
    match message.actions.into_iter().nth(nth) {
        Some(Action::Form { fields, .. }) => Ok(fields),
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_of_a_field_are_one_line_of_the_answer() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = Sent(vec![pair("f0", "Ann"), pair("f1", "S"), pair("f1", "M"), pair("f2", " ")]);
        let field = |label: &str| FormField { label: label.to_owned(), ..FormField::default() };
        let fields = [field("Name"), field("Sizes"), field("Note")];
        assert_eq!(sent.answer(&fields), "Name: Ann\nSizes: S, M");
    }
}
