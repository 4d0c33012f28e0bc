//! Which charts a report with a row for each day has.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use super::chart::{Chart, NARROW, Shape, WIDE};
use crate::reports::{Cell, Figures, Kind, Report, grouped};

/// A chart: its name, its shape, and the columns it shows.
struct Plan {
    name: &'static str,
    shape: Shape,
    columns: &'static [&'static str],
}

const fn plan(name: &'static str, shape: Shape, columns: &'static [&'static str]) -> Plan {
    Plan { name, shape, columns }
}

const DAYS: &[Plan] = &[
    plan("Conversations begun", Shape::Bars, &["conversations_begun"]),
    plan("Messages", Shape::Lines, &["visitor_messages", "bot_answers", "people_messages"]),
];
const FALLBACKS: &[Plan] = &[plan("Fallback rate", Shape::Lines, &["fallback_rate"])];
const RESPONSES: &[Plan] = &[
    plan("Median of the bot", Shape::Lines, &["bot_median_ms"]),
    plan("Median of people", Shape::Lines, &["people_median_ms"]),
];
const HANDOVERS: &[Plan] = &[plan("Asked for a person", Shape::Bars, &["asked"])];

fn plans(report: Report) -> &'static [Plan] {
    match report {
        Report::Days => DAYS,
        Report::Fallbacks => FALLBACKS,
        Report::Responses => RESPONSES,
        Report::Handovers => HANDOVERS,
        _ => &[],
    }
}

/// The report's charts: those with something in them.
pub(super) fn charts(figures: &Figures) -> Markup {
    let all: Vec<Markup> = plans(figures.report).iter().filter_map(|plan| figure(figures, plan)).collect();
    html! {
        @if all.is_empty() { p.none { "Nothing in these days." } } @else { div.charts { @for chart in &all { (chart) } } }
    }
}

fn figure(figures: &Figures, plan: &Plan) -> Option<Markup> {
    let columns = figures.report.columns();
    let places: Vec<usize> = plan
        .columns
        .iter()
        .filter_map(|name| columns.iter().position(|column| column.name == *name))
        .collect();
    let kind = columns.get(*places.first()?)?.kind;
    let series: Vec<Vec<Option<f64>>> = places.iter().map(|place| values(figures, *place)).collect();
    let is_told = |value: &Option<f64>| value.is_some_and(|value| kind != Kind::Count || value > 0.0);
    if !series.iter().flatten().any(is_told) {
        return None;
    }
    let days: Vec<String> = figures.rows.iter().map(|row| short_day(row.first())).collect();
    let (height, least): (fn(f64) -> String, f64) = match kind {
        Kind::Share => (share, 1_000.0),
        Kind::Millis => (time, 10.0),
        _ => (count, 4.0),
    };
    let chart = Chart { days: &days, series: &series, shape: plan.shape, height, least };
    let (wide, narrow) = (chart.draw(WIDE)?, chart.draw(NARROW)?);
    let said = said(figures, plan, &places);
    let labels: Vec<&str> = places.iter().filter_map(|place| Some(columns.get(*place)?.label)).collect();
    Some(html! {
        figure {
            figcaption {
                strong { (plan.name) }
                @if labels.len() > 1 {
                    span.legend {
                        @for (nth, label) in labels.iter().enumerate() {
                            span.key { svg class="mark" width="14" height="14" aria-hidden="true" { rect class=(format!("series-{nth}")) y="5" width="14" height="4" rx="2" {} } (label) }
                        }
                    }
                }
            }
            // Drawn by ourselves, of numbers and days.
            div.chart.wide role="img" aria-label=(said) { (PreEscaped(wide)) }
            div.chart.narrow role="img" aria-label=(said) { (PreEscaped(narrow)) }
        }
    })
}

fn values(figures: &Figures, place: usize) -> Vec<Option<f64>> {
    let value = |row: &Vec<Cell>| row.get(place).and_then(Cell::number).map(float);
    figures.rows.iter().map(value).collect()
}

/// The chart in a sentence: the highest of each series, and where.
fn said(figures: &Figures, plan: &Plan, places: &[usize]) -> String {
    let ends = figures.rows.first().zip(figures.rows.last());
    let ends = ends.map(|(first, last)| (shown(first.first()), shown(last.first()))).unwrap_or_default();
    let mut text = format!("{}, {} to {}.", plan.name, ends.0, ends.1);
    for place in places {
        let number = |row: &&Vec<Cell>| row.get(*place).and_then(Cell::number);
        let Some(most) = figures.rows.iter().filter(|row| number(row).is_some()).max_by_key(number) else {
            continue;
        };
        let label = figures.report.columns().get(*place).map_or("", |column| column.label);
        let _ = write!(text, " {label}: at most {}, on {}.", shown(most.get(*place)), shown(most.first()));
    }
    text.push_str(" All values are in the table below.");
    text
}

fn shown(cell: Option<&Cell>) -> String {
    cell.map(Cell::shown).unwrap_or_default()
}

/// `15 Dec` of `2021-12-15`.
fn short_day(cell: Option<&Cell>) -> String {
    let day: Option<jiff::civil::Date> = shown(cell).parse().ok();
    day.map(|day| day.strftime("%-d %b").to_string()).unwrap_or_default()
}

fn count(height: f64) -> String {
    if height.fract() == 0.0 { grouped(whole(height)) } else { String::new() }
}

fn share(height: f64) -> String {
    format!("{} %", height / 100.0)
}

fn time(height: f64) -> String {
    Cell::Number(Kind::Millis, whole(height)).shown()
}

/// Counts are far below the numbers that have no exact place here.
fn float(number: i64) -> f64 {
    i32::try_from(number).map_or(f64::from(i32::MAX), f64::from)
}

fn whole(height: f64) -> i64 {
    // A float is cut to what the type holds.
    #[expect(clippy::cast_possible_truncation, reason = "heights are below a billion")]
    let whole = height.round() as i64;
    whole
}
