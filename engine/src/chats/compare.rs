//! What was expected of a step, held against what came.

use serde_json::Value;

use super::difference::Difference;
use super::model::{Expect, Wording};
use super::seen::{Seen, SeenModule};

/// What is otherwise than expected, and the keys that cannot be held against anything because whoever
/// played the step cannot see it.
pub fn compare(expect: &Expect, seen: &Seen) -> (Vec<Difference>, Vec<&'static str>) {
    let mut compared = Compared { seen, texts: seen.texts(), differences: Vec::new(), unseen: Vec::new() };
    compared.modules(expect);
    compared.words(expect);
    compared.content(expect);
    compared.variables(expect);
    (compared.differences, compared.unseen)
}

struct Compared<'a> {
    seen: &'a Seen,
    texts: Vec<String>,
    differences: Vec<Difference>,
    unseen: Vec<&'static str>,
}

impl Compared<'_> {
    fn differs(
        &mut self,
        what: &'static str,
        expected: impl IntoIterator<Item = String>,
        found: impl IntoIterator<Item = String>,
    ) {
        self.differences.push(Difference::of(what, expected, found));
    }

    fn words(&mut self, expect: &Expect) {
        let texts = self.texts.clone();
        if let Some(wanted) = &expect.texts {
            let holds = wanted.len() == texts.len()
                && wanted.iter().zip(&texts).all(|(wording, text)| wording.holds(text));
            if !holds {
                // A wording that holds is shown as the text it holds for, so that only the others differ.
                let shown = |(nth, wording): (usize, &Wording)| match texts.get(nth) {
                    Some(text) if wording.holds(text) => text.clone(),
                    _ => wording.shown(),
                };
                self.differs("texts", wanted.iter().enumerate().map(shown), texts.clone());
            }
        }
        for wanted in expect.contains.iter().filter(|wanted| !texts.iter().any(|text| text.contains(*wanted)))
        {
            self.differs("contains", [wanted.clone()], texts.clone());
        }
        for pattern in expect.matches.iter().filter(|pattern| !texts.iter().any(|text| pattern.matches(text)))
        {
            self.differs("matches", [pattern.to_string()], texts.clone());
        }
        if expect.silent && !self.seen.actions.is_empty() {
            let found = self.seen.actions.iter().map(|action| match action.readable() {
                text if text.is_empty() => action.kind().to_owned(),
                text => text,
            });
            let found: Vec<String> = found.collect();
            self.differs("silent", [], found);
        }
    }

    fn content(&mut self, expect: &Expect) {
        if let Some(wanted) = &expect.choices {
            let found = self.seen.choices();
            if *wanted != found {
                self.differs("choices", wanted.clone(), found);
            }
        }
        if let Some(wanted) = &expect.kinds {
            let found: Vec<String> =
                self.seen.actions.iter().map(|action| action.kind().to_owned()).collect();
            if *wanted != found {
                self.differs("kinds", wanted.clone(), found);
            }
        }
        let waits = self.seen.waits();
        if let Some(wanted) = expect.waits.as_ref().filter(|wanted| **wanted != waits) {
            let written = |waits: &[u64]| waits.iter().map(|wait| format!("{wait} ms")).collect::<Vec<_>>();
            self.differs("waits", written(wanted), written(&waits));
        }
        let whole = waits.iter().fold(self.seen.took_ms, |sum, wait| sum.saturating_add(*wait));
        if let Some(bound) = expect.within_ms.filter(|bound| whole > *bound) {
            self.differs("within", [format!("at most {bound} ms")], [format!("{whole} ms")]);
        }
    }

    fn modules(&mut self, expect: &Expect) {
        let here = self.seen.module.as_ref();
        if let Some(wanted) = &expect.module
            && !here.is_some_and(|module| module.is(wanted))
        {
            self.differs("module", [wanted.clone()], here.map(|module| module.name.clone()));
        }
        if let Some(wanted) = &expect.modules {
            let spoke: &[SeenModule] = &self.seen.modules;
            let holds = wanted.len() == spoke.len()
                && wanted.iter().zip(spoke).all(|(wanted, module)| module.is(wanted));
            if !holds {
                self.differs("modules", wanted.clone(), spoke.iter().map(|module| module.name.clone()));
            }
        }
        self.flag("fallback", expect.fallback, self.seen.fallback);
        self.flag("handover", expect.handover, self.seen.handover);
    }

    fn flag(&mut self, what: &'static str, wanted: Option<bool>, found: Option<bool>) {
        match (wanted, found) {
            (Some(_), None) => self.unseen.push(what),
            (Some(wanted), Some(found)) if wanted != found => {
                self.differs(what, [wanted.to_string()], [found.to_string()]);
            }
            _ => {}
        }
    }

    fn variables(&mut self, expect: &Expect) {
        let Some(cvars) = &self.seen.cvars else {
            let named = [("cvars", !expect.cvars.is_empty()), ("unset", !expect.unset.is_empty())];
            self.unseen.extend(named.into_iter().filter(|(_, is_named)| *is_named).map(|(key, _)| key));
            return;
        };
        let written = |name: &str, value: &Value| format!("{name} = {value}");
        let (mut wanted, mut found) = (Vec::new(), Vec::new());
        for (name, value) in &expect.cvars {
            let has = cvars.get(name);
            if !has.is_some_and(|has| same(has, value)) {
                wanted.push(written(name, value));
                found.push(has.map_or_else(|| format!("{name} is not set"), |has| written(name, has)));
            }
        }
        if !wanted.is_empty() {
            self.differences.push(Difference { what: "cvars", expected: wanted, found });
        }
        let set: Vec<(&String, &Value)> =
            expect.unset.iter().filter_map(|name| Some((name, cvars.get(name)?))).collect();
        if !set.is_empty() {
            let wanted = set.iter().map(|(name, _)| format!("{name} is not set"));
            let found = set.iter().map(|(name, value)| written(name, value));
            self.differences.push(Difference::of("unset", wanted, found));
        }
    }
}

impl Wording {
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Whole(wanted) => wanted == text,
            Self::Any(wanted) => wanted.iter().any(|wanted| wanted == text),
            Self::Contains(part) => text.contains(part.as_str()),
            Self::Matches(pattern) => pattern.matches(text),
        }
    }

    /// For a person, where it does not hold.
    fn shown(&self) -> String {
        match self {
            Self::Whole(text) => text.clone(),
            Self::Any(texts) => format!("any of: {}", texts.join(" | ")),
            Self::Contains(part) => format!("contains: {part}"),
            Self::Matches(pattern) => format!("matches: {pattern}"),
        }
    }
}

/// A number is the same with and without a point: `5` and `5.0`.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}
