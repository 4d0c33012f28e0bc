//! The picture itself: SVG that needs nothing beside itself.

use std::fmt::Write as _;

use parlour_engine::{Flow, InputKind};

use super::layout::{HEAD, Kind, MARGIN, Node, ROW, Row, WIDTH, layout};

/// Letters of 12 units that fit a box; those of East Asia count twice.
const LETTERS: usize = 33;
/// Letters left for the name of a module that a row leads to without a line.
const TARGET: usize = 15;

const STYLE: &str = "\
svg{background:#f6f7f6}text{font:12px system-ui,sans-serif;fill:#1c2321}.title{font-size:20px;font-weight:600}\
.name{font-size:14px;font-weight:600}.soft{fill:#5a6862}.box{fill:#fff;stroke:#c9d1cd}\
.starting,.everywhere{stroke:#1f6f54;stroke-width:2}.everywhere{fill:#eef5f1}line{stroke:#e3e8e5}\
path{fill:none;stroke:#7d8b85;stroke-width:1.5}.fallback{stroke-dasharray:5 4}.next{stroke-width:3}\
.timeout{stroke-dasharray:1 5;stroke-linecap:round}\
circle{fill:#7d8b85}\
@media(prefers-color-scheme:dark){svg{background:#151a18}text{fill:#e6ecea}.soft{fill:#9fada7}\
.box{fill:#1e2523;stroke:#3a4541}.everywhere{fill:#1b2b25}.starting,.everywhere{stroke:#4fb38f}\
line{stroke:#2b3431}}";

pub(super) fn draw(flow: &Flow) -> String {
    let nodes = layout(flow);
    let right = nodes.iter().map(|node| node.x.saturating_add(WIDTH)).max().unwrap_or_default();
    let low = nodes.iter().map(|node| node.y.saturating_add(node.height())).max().unwrap_or_default();
    let (width, height) = (right.saturating_add(MARGIN), low.saturating_add(MARGIN));
    let name = escaped(flow.name());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n\
         <title>{name}</title>\n<style>{STYLE}</style>\n\
         <text class=\"title\" x=\"{MARGIN}\" y=\"40\">{name}</text>\n\
         <text class=\"soft\" x=\"{MARGIN}\" y=\"60\">{} modules · dashed: when nothing matches · thick: without waiting · dotted: after a silence · ↪ leads to another box</text>\n",
        flow.modules().len()
    );
    for node in &nodes {
        for (at, row) in node.rows.iter().enumerate().filter(|(_, row)| row.is_drawn) {
            let to = nodes.iter().find(|to| to.module.is_some_and(|module| module.card.id == row.to.card.id));
            if let Some(to) = to {
                svg.push_str(&curve(node, at, row, to));
            }
        }
    }
    for node in &nodes {
        boxed(&mut svg, flow, node);
    }
    svg.push_str("</svg>\n");
    svg
}

fn boxed(svg: &mut String, flow: &Flow, node: &Node<'_>) {
    let (x, y, left) = (node.x, node.y, node.x.saturating_add(14));
    let (class, name, told, whole) = match node.module {
        None => (
            "box everywhere",
            "Everywhere".to_owned(),
            "understood at every module".to_owned(),
            String::new(),
        ),
        Some(module) => {
            let is_starting = flow.starting_module() == Some(module.card.id);
            let class = if is_starting { "box starting" } else { "box" };
            let asks = match module.input.kind {
                InputKind::Statement => String::new(),
                kind => format!("{}: ", kind.as_str()),
            };
            let told = format!("{asks}{}", module.instruction().replace('\n', " "));
            let whole = format!("{} · {}", module.card.id, module.instruction());
            (class, module.card.name.clone(), told, whole)
        }
    };
    let _ = write!(
        svg,
        "<g><title>{}</title><rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{}\" rx=\"10\"/>",
        escaped(&whole),
        node.height(),
    );
    if let Some(colour) =
        node.module.and_then(|module| module.card.group_colour.as_deref()).filter(|colour| is_hex(colour))
    {
        let _ = write!(
            svg,
            "<rect fill=\"{colour}\" x=\"{x}\" y=\"{}\" width=\"5\" height=\"{}\" rx=\"2\"/>",
            y.saturating_add(10),
            HEAD.saturating_sub(18),
        );
    }
    let _ = writeln!(
        svg,
        "<text class=\"name\" x=\"{left}\" y=\"{}\">{}</text><text class=\"soft\" x=\"{left}\" y=\"{}\">{}</text>",
        y.saturating_add(22),
        escaped(&cut(&name, LETTERS.saturating_sub(6))),
        y.saturating_add(40),
        escaped(&cut(&told, LETTERS)),
    );
    for (at, row) in node.rows.iter().enumerate() {
        line(svg, node, at, row);
    }
    svg.push_str("</g>\n");
}

fn line(svg: &mut String, node: &Node<'_>, at: usize, row: &Row<'_>) {
    let (left, right) = (node.x.saturating_add(14), node.x.saturating_add(WIDTH).saturating_sub(12));
    let (middle, above) = (node.port(at), node.port(at).saturating_sub(ROW / 2));
    let when = match row.kind {
        Kind::Connection | Kind::Timeout => row.when.clone(),
        Kind::Fallback => "otherwise".to_owned(),
        Kind::Next => "then".to_owned(),
    };
    let class = if row.kind == Kind::Connection { "" } else { " class=\"soft\"" };
    let room = if row.is_drawn { LETTERS } else { LETTERS.saturating_sub(TARGET).saturating_sub(3) };
    let _ = write!(
        svg,
        "<line x1=\"{left}\" x2=\"{right}\" y1=\"{above}\" y2=\"{above}\"/><text{class} x=\"{left}\" y=\"{}\"><title>{}</title>{}</text>",
        middle.saturating_add(4),
        escaped(&when),
        escaped(&cut(&when, room)),
    );
    if !row.is_drawn {
        let _ = write!(
            svg,
            "<text class=\"soft\" x=\"{right}\" y=\"{}\" text-anchor=\"end\">↪ {}</text>",
            middle.saturating_add(4),
            escaped(&cut(&row.to.card.name, TARGET)),
        );
    }
    svg.push('\n');
}

/// From a row to the head of the box it leads to.
fn curve(node: &Node<'_>, at: usize, row: &Row<'_>, to: &Node<'_>) -> String {
    let (x, y) = (node.x.saturating_add(WIDTH), node.port(at));
    let (to_x, to_y) = (to.x, to.y.saturating_add(HEAD / 2));
    let half = to_x.saturating_sub(x) / 2;
    let class = match row.kind {
        Kind::Connection => "local",
        Kind::Fallback => "fallback",
        Kind::Next => "next",
        Kind::Timeout => "timeout",
    };
    format!(
        "<path class=\"{class}\" d=\"M{x} {y} C{} {y} {} {to_y} {to_x} {to_y}\"/><circle cx=\"{to_x}\" cy=\"{to_y}\" r=\"4\"/>\n",
        x.saturating_add(half),
        to_x.saturating_sub(half),
    )
}

/// At most so many letters.
fn cut(text: &str, letters: usize) -> String {
    let wide = |letter: char| if letter >= '\u{1100}' { 2_usize } else { 1 };
    let width = |text: &str| text.chars().map(wide).sum::<usize>();
    if width(text) <= letters {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if width(&kept).saturating_add(wide(letter)) >= letters {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

fn is_hex(colour: &str) -> bool {
    colour.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOW: &str = "name = \"A <b>\"\nfallback = 1\n\
        [[connection]]\nany_of = \"stop\"\nto = 3\n\
        [[module]]\nid = 1\nname = \"one\"\nstarting = true\nsay = \"<script>\"\n\
        connection = [{ any_of = [\"go\", \"on & on\"], to = 2 }]\n\
        [[module]]\nid = 2\nname = \"two\"\ntype = \"number\"\nsay = \"2\"\nnext = 4\n\
        [[module]]\nid = 3\nname = \"three\"\nsay = \"3\"\nfallback = 1\ntimeout = { seconds = 90, to = 1 }\n\
        [[module]]\nid = 4\nname = \"four\"\nsay = \"4\"\nfallback = 5\n\
        [[module]]\nid = 5\nname = \"five\"\nsay = \"5\"\n";

    #[test]
    fn every_module_has_a_box_and_every_way_a_row() {
        let flow = Flow::from_toml(FLOW).unwrap();
        let svg = draw(&flow);
        assert_eq!(
            svg.matches("<rect class=\"box").count(),
            6,
            "five modules and what is understood everywhere"
        );
        for (kind, count) in [("local", 2), ("next", 1), ("fallback", 1)] {
            assert_eq!(svg.matches(&format!("<path class=\"{kind}\"")).count(), count, "{kind}");
        }
        assert!(svg.contains("</title>go, on on</text>"), "{svg}");
        assert!(svg.contains("after 90 s of silence"), "{svg}");
        assert_eq!(svg.matches("↪ one</text>").count(), 3, "of what leads back the name is told");
        assert!(svg.contains("A &lt;b&gt;") && svg.contains("&lt;script&gt;") && !svg.contains("<script>"));
        assert!(svg.contains("number: 2"));
        assert_eq!(svg, draw(&flow));
    }

    #[test]
    fn boxes_of_a_column_keep_apart() {
        let flow = Flow::from_toml(FLOW).unwrap();
        let nodes = layout(&flow);
        for one in &nodes {
            for other in nodes.iter().filter(|other| other.x == one.x && other.y > one.y) {
                assert!(one.y + one.height() < other.y);
            }
        }
    }

    #[test]
    fn a_long_text_is_cut_where_the_box_ends() {
        assert_eq!(cut("short", 10), "short");
        assert_eq!(cut("a rather long text", 10), "a rather…");
        assert_eq!(cut("我想退货谢谢", 8), "我想退…");
    }
}
