//! What keeps one thing of the page up to date, as a node of Leptos' reactive graph.
//!
//! Leptos' own `RenderEffect` is a task of its own, with a channel, an owner and a hash set of what it
//! has read; here all effects share one microtask. Its rules are kept: the first run is at once, the
//! next ones come when the code that changed something has ended, each effect once.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Promise;
use leptos::reactive::graph::{
    AnySource, AnySubscriber, Observer, ReactiveNode, Subscriber, WithObserver as _,
};
use wasm_bindgen::{JsValue, closure::Closure};

/// Runs again after something that it read has changed; dropped, it does not.
pub(crate) struct Effect(Arc<Place>);

/// Where an effect's code lies. The code itself cannot be part of the graph, whose nodes are `Send`.
struct Place(usize);

#[derive(Default)]
struct Effects {
    all: Vec<Option<Rc<Code>>>,
    free: Vec<usize>,
    due: Vec<usize>,
}

struct Code {
    subscriber: AnySubscriber,
    run: Box<dyn Fn()>,
}

thread_local! {
    static EFFECTS: RefCell<Effects> = RefCell::default();
    static ROUND: Closure<dyn FnMut(JsValue)> = Closure::wrap(Box::new(|_| run_due()));
}

impl Effect {
    /// Runs `code`, and notes what it reads.
    pub(crate) fn new(code: Box<dyn Fn()>) -> Self {
        let at = EFFECTS.with_borrow_mut(|effects| {
            effects.free.pop().unwrap_or_else(|| {
                effects.all.push(None);
                effects.all.len() - 1
            })
        });
        let place = Arc::new(Place(at));
        let node: Arc<dyn Subscriber + Send + Sync> = place.clone();
        let subscriber = AnySubscriber(Arc::as_ptr(&place).addr(), Arc::downgrade(&node));
        EFFECTS.with_borrow_mut(|effects| {
            if let Some(free) = effects.all.get_mut(at) {
                *free = Some(Rc::new(Code { subscriber, run: code }));
            }
        });
        run(at);
        Self(place)
    }
}

impl Drop for Effect {
    fn drop(&mut self) {
        let at = self.0.0;
        let code = EFFECTS.with_borrow_mut(|effects| {
            effects.free.push(at);
            effects.due.retain(|due| *due != at);
            effects.all.get_mut(at).and_then(Option::take)
        });
        // What it held may hold effects too.
        drop(code);
    }
}

fn run(at: usize) {
    let code = EFFECTS.with_borrow(|effects| effects.all.get(at).cloned().flatten());
    if let Some(code) = code {
        code.subscriber.with_observer(|| (code.run)());
    }
}

fn run_due() {
    let due = EFFECTS.with_borrow_mut(|effects| std::mem::take(&mut effects.due));
    for at in due {
        run(at);
    }
}

impl ReactiveNode for Place {
    fn mark_dirty(&self) {
        let is_first = EFFECTS.with_borrow_mut(|effects| {
            let is_new = !effects.due.contains(&self.0);
            if is_new {
                effects.due.push(self.0);
            }
            is_new && effects.due.len() == 1
        });
        if is_first {
            // The promise is resolved: nothing is to be learned of what comes of it.
            let _ = ROUND.with(|round| Promise::resolve(&JsValue::UNDEFINED).then(round));
        }
    }

    fn mark_check(&self) {
        self.mark_dirty();
    }

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        false
    }
}

/// What is read forgets its readers by itself; see [`Readers`].
impl Subscriber for Place {
    fn add_source(&self, _: AnySource) {}

    fn clear_sources(&self, _: &AnySubscriber) {}
}

/// Who has read a value since it last changed.
#[derive(Default)]
pub(crate) struct Readers(RefCell<Vec<AnySubscriber>>);

impl Readers {
    /// Notes what is running, if it wants to know.
    #[inline(never)]
    pub(crate) fn note(&self) {
        let Some(reader) = Observer::get() else { return };
        let mut readers = self.0.borrow_mut();
        if readers.iter().all(|known| known.0 != reader.0) {
            if readers.len() == readers.capacity() {
                readers.retain(|known| known.1.strong_count() > 0);
            }
            readers.push(reader);
        }
    }

    /// Tells them. Each notes itself again when it runs.
    #[inline(never)]
    pub(crate) fn tell(&self) {
        for reader in self.0.take() {
            reader.mark_dirty();
        }
    }
}
