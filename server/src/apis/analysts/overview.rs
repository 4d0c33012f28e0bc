//! `GET /reports`: every report of a bot's days.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::asked::Asked;
use super::charts::charts;
use super::door::Analyst;
use super::frame::{Frame, Place, page};
use super::refused::Refused;
use super::table;
use crate::app::App;
use crate::reports::{Cell, Counted, Figures, Kind, Report, catch_up, grouped};

/// The page.
pub(crate) async fn overview(
    State(app): State<Arc<App>>,
    analyst: Analyst,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let asked = Asked::of(&app, &analyst, query.as_deref())?;
    let counted = catch_up(&app).await?;
    let (bot, tests) = asked.counted();
    let mut all = Vec::with_capacity(Report::ALL.len());
    for report in Report::ALL {
        all.push(app.store.figures(*report, (&bot, tests), asked.days).await?);
    }
    let median = app.store.median_response((&bot, tests), asked.days).await?;
    let has_tests = app.store.has_tests(&bot).await?;
    let inside = html! {
        h1 { bdi { (asked.bot.name) } }
        (asked.form("/reports"))
        p.period { (asked.days.from()) " to " (asked.days.to()) " · " (asked.days.count()) " days of UTC" }
        @if let Counted::Behind(messages) = counted {
            p.note role="status" { "Some " (grouped(messages)) " messages are still being counted. " a href=(format!("/reports?{}", asked.query())) { "Look again" } }
        }
        (asked.told_of_tests("/reports", has_tests))
        (totals(&all, median))
        div.figures { @for figures in &all { (section(figures, &asked)) } }
    };
    let title = format!("{} · Reports", asked.bot.name);
    let frame = Frame::of(title, &analyst, Place::Figures, Some(&asked));
    Ok(page(StatusCode::OK, &frame, &inside))
}

fn totals(all: &[Figures], median: Option<i64>) -> Markup {
    let of = |report: Report| all.iter().find(|figures| figures.report == report);
    let sum = |report, name| of(report).map(|figures| figures.sum(name)).unwrap_or_default();
    let messages = ["visitor_messages", "bot_answers", "people_messages"].map(|name| sum(Report::Days, name));
    let (answers, fallbacks) = (sum(Report::Fallbacks, "bot_answers"), sum(Report::Fallbacks, "fallbacks"));
    let rate = match answers {
        0 => Cell::Nothing,
        _ => Cell::Number(Kind::Share, (20_000 * fallbacks + answers) / (2 * answers)),
    };
    let median = median.map_or(Cell::Nothing, |ms| Cell::Number(Kind::Millis, ms));
    let all = [
        ("Conversations", grouped(sum(Report::Days, "conversations_begun"))),
        ("Messages", grouped(messages.iter().sum())),
        ("Fallback rate", rate.shown()),
        ("Median response", median.shown()),
        ("Handovers", grouped(sum(Report::Handovers, "asked"))),
    ];
    html! {
        dl.totals { @for (name, value) in all { div { dt { (name) } dd { (value) } } } }
    }
}

fn section(figures: &Figures, asked: &Asked) -> Markup {
    let report = figures.report;
    let (slug, title) = (report.slug(), report.title());
    let file = |form| format!("/reports/rows/{slug}.{form}?{}", asked.query());
    html! {
        section id=(slug) aria-labelledby=(format!("{slug}-title")) {
            div.title {
                h2 id=(format!("{slug}-title")) { (title) }
                p.files {
                    a href=(file("csv")) aria-label=(format!("{title} as CSV")) { "CSV" }
                    a href=(file("json")) aria-label=(format!("{title} as JSON")) { "JSON" }
                }
            }
            p.meaning { (report.meaning()) }
            @if let Some(first) = table::first(figures) { (first) } @else { (charts(figures)) }
            @if !figures.rows.is_empty() {
                details { summary { "All rows" span.unseen { " of " (title) } } (table::all(figures)) }
            }
        }
    }
}
