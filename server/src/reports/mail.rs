//! One mail for each export, to the account's own address and no other (threat row R3).

use axum::http::Uri;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use secrecy::ExposeSecret as _;

use super::files::file_of;
use crate::app::App;
use crate::config::{Account, Mail};
use crate::limits::{ATTACHMENT_BYTES, MAIL_ERROR_CHARS, MAIL_STEP, MAIL_TIMEOUT};
use crate::store::Job;

/// Why a mail was not taken.
pub(super) struct NotSent {
    /// For the account.
    pub sentence: String,
    /// Whether trying again is of no use.
    pub is_final: bool,
}

impl NotSent {
    fn finally(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), is_final: true }
    }
}

/// Mails an export that is written.
pub(super) async fn send(app: &App, mail: &Mail, account: &Account, job: &Job) -> Result<(), NotSent> {
    let message = message(app, mail, account, job).await?;
    let transport = transport(mail).map_err(|error| NotSent::finally(shortened(&error)))?;
    match tokio::time::timeout(MAIL_TIMEOUT, transport.send(message)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(NotSent { sentence: shortened(&error), is_final: error.is_permanent() }),
        Err(_) => {
            Err(NotSent { sentence: "The mail server did not answer in time.".to_owned(), is_final: false })
        }
    }
}

fn transport(mail: &Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, lettre::transport::smtp::Error> {
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.smtp)?.timeout(Some(MAIL_STEP));
    if let Some(ca) = &mail.ca
        && let Some((host, is_wrapped)) = sealed(&mail.smtp)
    {
        let tls = TlsParameters::builder(host).add_root_certificate(ca.clone()).build()?;
        builder = builder.tls(if is_wrapped { Tls::Wrapper(tls) } else { Tls::Required(tls) });
    }
    let builder = match &mail.login {
        Some((user, password)) => {
            builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()))
        }
        None => builder,
    };
    Ok(builder.build())
}

/// The host of an address whose connections are encrypted, and whether from their first byte on.
fn sealed(smtp: &str) -> Option<(String, bool)> {
    let address: Uri = smtp.parse().ok()?;
    let host = address.host()?.trim_matches(['[', ']']).to_owned();
    let is_wrapped = address.scheme_str() == Some("smtps");
    (is_wrapped || address.query() == Some("tls=required")).then_some((host, is_wrapped))
}

async fn message(app: &App, mail: &Mail, account: &Account, job: &Job) -> Result<Message, NotSent> {
    let days = format!("{} to {}", job.from_date, job.to_date);
    let bot = uuid::Uuid::try_parse(&job.bot).ok().and_then(|id| app.config.bots.get(&id));
    let bot = bot.map_or(job.bot.as_str(), |bot| bot.name.as_str());
    // A name is the operator's, yet a header is one line.
    let bot: String = bot.chars().filter(|letter| !letter.is_control()).collect();
    let rows = job.rows_done;
    let file = file_of(&app.config, &job.id);
    let gone = |_| NotSent::finally("The export's file is gone; please request it again.");
    let length = tokio::fs::metadata(&file).await.map_err(gone)?.len();
    let head = Message::builder()
        .from(mail.from.clone())
        .to(Mailbox::new(None, account.email.clone()))
        .subject(format!("Message report of {bot}, {days}"))
        // The same at every try: a mail that came twice is seen to be one.
        .message_id(Some(format!("<{}@{}>", job.id, mail.from.email.domain())));
    let greeting = format!("The message report of {bot}, {days} (UTC), has {rows} rows.");
    let built = if length <= ATTACHMENT_BYTES {
        let bytes = tokio::fs::read(&file).await.map_err(gone)?;
        let kind = ContentType::parse("text/csv; charset=utf-8").map_err(internal)?;
        let name = format!("message-report-{}-{}.csv", job.from_date, job.to_date);
        let text = format!("{greeting}\nIt is attached as a CSV file; import it into a spreadsheet.\n");
        let parts = MultiPart::mixed()
            .singlepart(SinglePart::plain(text))
            .singlepart(Attachment::new(name).body(bytes, kind));
        head.multipart(parts)
    } else {
        let address = format!("{}/api/frontend/reports/jobs/{}/file", app.config.public_url, job.id);
        let text = format!(
            "{greeting}\nIt is too large to be attached. Fetch it with your token, within {} days:\n\n{address}\n\n\
             curl -H \"Authorization: JWT $TOKEN\" -o report.csv {address}\n",
            crate::limits::EXPORT_DAYS
        );
        head.singlepart(SinglePart::plain(text))
    };
    built.map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> NotSent {
    NotSent::finally(shortened(&error))
}

/// A sentence of some other program: cut, and on one line.
fn shortened(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(MAIL_ERROR_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::sealed;

    #[test]
    fn an_address_says_whether_its_connections_are_encrypted() {
        for (smtp, found) in [
            ("smtps://mail.example", Some(("mail.example", true))),
            ("smtps://mail.example:465", Some(("mail.example", true))),
            ("smtp://mail.example?tls=required", Some(("mail.example", false))),
            ("smtp://mail.example:587?tls=required", Some(("mail.example", false))),
            ("smtp://u:p@[::1]:587/name?tls=required", Some(("::1", false))),
            ("smtp://mail.example", None),
            ("smtp://mail.example?tls=opportunistic", None),
        ] {
            assert_eq!(sealed(smtp), found.map(|(host, wrapped)| (host.to_owned(), wrapped)), "{smtp}");
        }
    }
}
