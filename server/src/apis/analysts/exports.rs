//! Exports of message reports as a page: asked for, watched, fetched. The same jobs as those of the accounts' API.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use parlour_protocol::ErrorCode;
use serde_json::json;
use uuid::Uuid;

use super::asked::Asked;
use super::door::{Analyst, own_form};
use super::frame::{Frame, Place, headers, page};
use super::refused::Refused;
use crate::apis::reports::{csv_of, queue};
use crate::app::App;
use crate::error::ApiError;
use crate::limits::{EXPORT_DAYS, EXPORTS_LISTED};
use crate::owners::Who;
use crate::reports::{Period, day, grouped};
use crate::store::Job;
use crate::turns::finish_even_if_the_caller_leaves;

/// The documented kind that the accounts' API calls 1, Message Data; all of them have the same rows.
const KIND: i64 = 1;

/// `GET /reports/exports`.
pub(crate) async fn exports(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let asked = Asked::of(&app, &analyst, query.as_deref())?;
    shown(&app, &analyst, &asked, None).await
}

async fn shown(
    app: &App,
    analyst: &Analyst,
    asked: &Asked,
    trouble: Option<&ApiError>,
) -> Result<Response, Refused> {
    let jobs = app.store.report_jobs(analyst.who.key(), EXPORTS_LISTED).await?;
    let is_mailed = matches!(analyst.who, Who::Account(_)) && app.config.mail.is_some();
    let inside = html! {
        h1 { "Exports of " bdi { (asked.bot.name) } }
        @if let Some(trouble) = trouble { p.trouble role="alert" { (trouble.sentence()) } }
        (asked.form("/reports/exports"))
        p.period { (asked.days.from()) " to " (asked.days.to()) " · " (asked.days.count()) " days of UTC" }
        form.order method="post" action="/reports/exports" {
            input type="hidden" name="bot" value=(asked.bot.key());
            input type="hidden" name="from" value=(asked.days.from());
            input type="hidden" name="to" value=(asked.days.to());
            p { "Every message of these days as a CSV file, one row for each module that spoke and each message nobody answered"
                @if is_mailed { ". It is mailed to you, too." } @else { "." } }
            button { "Export these days" }
        }
        h2 { "Your exports" }
        @if jobs.is_empty() { p.none { "None yet." } } @else {
            ul.jobs { @for job in &jobs { (one(app, job, &asked.query())) } }
            p.hint { "Files are kept for " (EXPORT_DAYS) " days." }
        }
    };
    let status = trouble.map_or(StatusCode::OK, ApiError::status);
    Ok(page(
        status,
        &Frame::of("Exports · Reports".to_owned(), analyst, Place::Exports, Some(asked)),
        &inside,
    ))
}

fn is_open(job: &Job) -> bool {
    matches!(job.state.as_str(), "queued" | "running")
}

fn one(app: &App, job: &Job, query: &str) -> Markup {
    let bot = app.bots.by_key(&job.bot);
    let name = bot.as_ref().map_or(job.bot.as_str(), |bot| bot.name.as_str());
    let days = format!("{} to {}", job.from_date, job.to_date);
    let label = format!("Rows of the export of {name}, {days}");
    html! {
        li data-job=[is_open(job).then(|| format!("/reports/exports/{}", job.id))] {
            p { strong { bdi { (name) } } " · " (days) }
            @if is_open(job) {
                progress max=(job.rows_total.unwrap_or(1).max(1)) value=[job.rows_total.map(|_| job.rows_done)] aria-label=(label) {}
            }
            p.hint data-said { (told(job)) }
            @if job.is_written {
                p { a href=(format!("/reports/exports/{}/file", job.id)) aria-label=(format!("CSV file of {name}, {days}")) { "CSV file" } }
            } @else if is_open(job) {
                p.again { a href=(format!("/reports/exports?{query}")) { "Look again" } }
            }
        }
    }
}

fn told(job: &Job) -> String {
    let rows = grouped(job.rows_done);
    match (job.state.as_str(), job.rows_total, &job.error) {
        ("queued", ..) => "Waits for its turn.".to_owned(),
        ("running", Some(total), _) => format!("{rows} of {} rows", grouped(total)),
        ("running", ..) => "Begins.".to_owned(),
        (_, _, Some(error)) => format!("{rows} rows. {error}"),
        _ => format!("{rows} rows."),
    }
}

/// `POST /reports/exports`: 303 to the list, or the list with why not.
pub(crate) async fn order(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let form = own_form(&app, &headers, body).await?;
    let asked = Asked::of(&app, &analyst, Some(&form))?;
    let days = day(&asked.days.from()).zip(day(&asked.days.to()));
    let period = days.and_then(|(from, to)| Period::new(from, to)).ok_or_else(ApiError::internal)?;
    let (account, bot) = (analyst.who.key().to_owned(), asked.bot.key());
    let queued = queue(Arc::clone(&app), account, bot, (period, KIND));
    match finish_even_if_the_caller_leaves(queued).await {
        Ok(_) => {
            let to = HeaderValue::try_from(format!("/reports/exports?{}", asked.query()));
            let to = to.map_err(|_| ApiError::internal())?;
            let headers =
                [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            Ok((StatusCode::SEE_OTHER, headers).into_response())
        }
        Err(error) if error.code() == ErrorCode::ReportInProgress => {
            shown(&app, &analyst, &asked, Some(&error)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /reports/exports/{id}`: how far it is, for the bar.
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let job = find(&app, &analyst, &id).await?;
    let told = json!({
        "is_open": is_open(&job),
        "rows_done": job.rows_done,
        "rows_total": job.rows_total,
        "told": told(&job),
    });
    Ok((headers("application/json"), told.to_string()).into_response())
}

/// `GET /reports/exports/{id}/file`: the CSV.
pub(crate) async fn export_file(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let job = find(&app, &analyst, &id).await?;
    let is_theirs = Uuid::try_parse(&job.bot).is_ok_and(|bot| analyst.owns(&app, bot));
    if !is_theirs {
        return Err(ApiError::not_found().into());
    }
    tracing::info!(account = analyst.who.key(), job = job.id, "an export was fetched");
    Ok(csv_of(&app, &job).await?)
}

/// The analyst's own; another's and an unknown one are alike.
async fn find(app: &App, analyst: &Analyst, id: &str) -> Result<Job, Refused> {
    let job = app.store.report_job(analyst.who.key(), id).await?;
    Ok(job.ok_or_else(ApiError::not_found)?)
}
