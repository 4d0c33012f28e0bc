//! One chart of days as SVG, drawn by `plotters`: attributes only, no style and no script, so that the page's policy
//! lets it stand. Its colours are names for the style sheet (`reports.css`), which gives each its shade by day and by
//! night.

use plotters::prelude::*;

/// Colours of series, and of what is around them.
pub(super) const SERIES: [RGBColor; 3] =
    [RGBColor(31, 111, 84), RGBColor(180, 99, 43), RGBColor(74, 111, 165)];
const GRID: RGBColor = RGBColor(221, 226, 223);
const WORDS: RGBColor = RGBColor(89, 99, 93);

/// Width and height in pixels; letters have the same size in all.
pub(super) const WIDE: (u32, u32) = (960, 220);
/// For a column or a phone.
pub(super) const NARROW: (u32, u32) = (400, 220);

/// How values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A bar a day, of the first series.
    Bars,
    /// A line for each series; it breaks where there is no value.
    Lines,
}

/// What is drawn. Nothing in it is anybody's word.
pub(super) struct Chart<'a> {
    /// What stands below each value.
    pub(super) days: &'a [String],
    /// A value for each day.
    pub(super) series: &'a [Vec<Option<f64>>],
    /// How.
    pub(super) shape: Shape,
    /// What stands beside a height.
    pub(super) height: fn(f64) -> String,
    /// The least height of the whole.
    pub(super) least: f64,
}

impl Chart<'_> {
    /// The picture, if it can be drawn.
    pub(super) fn draw(&self, size: (u32, u32)) -> Option<String> {
        let mut svg = String::new();
        let drawn = self.draw_into(&mut svg, size);
        drawn.map_err(|error| tracing::error!(error, "a chart could not be drawn")).ok().map(|()| svg)
    }

    fn draw_into(&self, svg: &mut String, size: (u32, u32)) -> Result<(), String> {
        let area = SVGBackend::with_string(svg, size).into_drawing_area();
        let count = float(self.days.len());
        let mut chart = ChartBuilder::on(&area)
            .margin_top(10)
            .margin_right(12)
            .x_label_area_size(26)
            .y_label_area_size(58)
            .build_cartesian_2d(-0.5..(count - 0.5).max(0.5), 0.0..self.top())
            .map_err(told)?;
        let labels = if size.0 > NARROW.0 { 10 } else { 4 };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .bold_line_style(GRID)
            .max_light_lines(0)
            .axis_style(TRANSPARENT)
            .x_labels(labels.min(self.days.len().max(2)))
            .y_labels(4)
            .label_style(("sans-serif", 16).into_font().color(&WORDS))
            .x_label_formatter(&|place| self.day(*place))
            .y_label_formatter(&|height| (self.height)(*height))
            .draw()
            .map_err(told)?;
        for (values, colour) in self.series.iter().zip(SERIES) {
            let points = values.iter().enumerate().map(|(place, value)| (float(place), *value));
            match self.shape {
                Shape::Bars => {
                    let bars = points
                        .filter_map(|(place, value)| Some((place, value.filter(|value| *value > 0.0)?)));
                    let bar = |(place, value)| {
                        Rectangle::new([(place - 0.38, 0.0), (place + 0.38, value)], colour.filled())
                    };
                    chart.draw_series(bars.map(bar)).map_err(told)?;
                }
                Shape::Lines => {
                    for run in runs(points) {
                        let dots: Vec<_> = if run.len() == 1 { run.clone() } else { Vec::new() };
                        chart.draw_series(LineSeries::new(run, colour.stroke_width(2))).map_err(told)?;
                        let dot = |point| Circle::new(point, 3, colour.filled());
                        chart.draw_series(dots.into_iter().map(dot)).map_err(told)?;
                    }
                }
            }
        }
        area.present().map_err(told)
    }

    /// A round height above all values.
    fn top(&self) -> f64 {
        let most = self.series.iter().flatten().flatten().fold(self.least, |most, value| most.max(*value));
        let unit = 10_f64.powf(most.log10().floor());
        let steps = [1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0];
        steps.iter().map(|step| step * unit).find(|top| *top >= most).unwrap_or(most)
    }

    /// Below whole places only.
    fn day(&self, place: f64) -> String {
        let places = self.days.iter().enumerate();
        let day = places.into_iter().find(|(nth, _)| (float(*nth) - place).abs() < 0.01);
        day.map(|(_, day)| day.clone()).unwrap_or_default()
    }
}

/// Values that follow one another without a gap.
fn runs(points: impl Iterator<Item = (f64, Option<f64>)>) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for (place, value) in points {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((place, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A number of days, which is small.
fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(shape: Shape) -> String {
        let days: Vec<String> = (1..=5).map(|day| format!("Nov {day}")).collect();
        let series = [vec![Some(3.0), None, Some(0.0), Some(12.0), Some(5.0)]];
        let chart =
            Chart { days: &days, series: &series, shape, height: |height| height.to_string(), least: 4.0 };
        chart.draw(WIDE).unwrap()
    }

    #[test]
    fn a_picture_needs_neither_style_nor_script_and_its_colours_are_those_of_the_sheet() {
        for svg in [chart(Shape::Bars), chart(Shape::Lines)] {
            assert!(svg.starts_with("<svg "), "{svg}");
            for word in ["style=", "<style", "<script", "href", "onload", "<image", "url("] {
                assert!(!svg.contains(word), "{word}");
            }
            let sheet = include_str!("../../../reports/reports.css");
            for part in svg.split("=\"#").skip(1) {
                let colour = &part[..6];
                assert!(sheet.contains(&format!("\"#{colour}\"")), "#{colour} has no shade in reports.css");
            }
        }
    }

    #[test]
    fn a_day_without_a_value_is_a_gap_and_a_zero_is_none() {
        let lines = chart(Shape::Lines);
        assert_eq!((lines.matches("<polyline").count(), lines.matches("<circle").count()), (2, 1), "{lines}");
        let bars = chart(Shape::Bars);
        assert_eq!(bars.matches("<rect").count(), 3, "{bars}");
    }

    #[test]
    fn heights_are_round() {
        let top = |most: f64| {
            let series = [vec![Some(most)]];
            Chart { days: &[], series: &series, shape: Shape::Bars, height: |_| String::new(), least: 4.0 }
                .top()
        };
        let tops: Vec<f64> = [0.0, 4.0, 12.0, 99.0, 1_234.0, 1_000_000.0].into_iter().map(top).collect();
        assert_eq!(tops, [4.0, 4.0, 15.0, 100.0, 1_500.0, 1_000_000.0]);
    }
}
