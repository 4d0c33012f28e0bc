//! The map: the drawing, what moves it, and the same in words.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::{ev, html};
use parlour_engine::chats::Coverage;
use parlour_engine::{Flow, ModuleId};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

use super::camera::Camera;
use super::canvas::Canvas;
use super::drawing::{Drawing, Point};
use super::graph::Place;
use super::layout::draw;
use super::mark::{Marks, Walked};
use super::sheet;
use super::table::table;
use super::told::told;
use super::walk::{Direction, step};

/// What the map is drawn from, and what it tells.
#[derive(Clone, Copy)]
pub struct FlowMap {
    /// The flow; without one there is no map.
    pub flow: Signal<Option<Arc<Flow>>>,
    /// The way of the conversation.
    pub walked: Signal<Walked>,
    /// What written conversations came through; without it nothing is drawn as missed.
    pub coverage: Signal<Option<Arc<Coverage>>>,
    /// A module that is brought into sight when this changes.
    pub look_at: Signal<Option<ModuleId>>,
    /// The conversation is to go on at this module.
    pub on_jump: Callback<ModuleId>,
}

/// The drawing that is shown, and from where.
pub(super) struct View {
    pub(super) drawing: Arc<Drawing>,
    pub(super) canvas: Canvas,
    pub(super) camera: Camera,
    /// Where a press began, what it is on, and whether it has become a drag.
    pub(super) press: Option<(Point, Option<Place>, bool)>,
}

impl View {
    /// The whole flow, if it can be read so; else what was looked for, or where conversations begin.
    fn begin(&mut self, window: (f64, f64)) {
        self.camera = Camera::fit(self.drawing.width, self.drawing.height, window);
        let chosen = self.canvas.chosen().and_then(|place| self.drawing.cards.get(place));
        let card = chosen.or_else(|| self.drawing.cards.iter().find(|card| card.is_start));
        if let Some(card) = card.filter(|_| !self.camera.is_legible()) {
            self.camera.reveal(card.area);
        }
    }
}

/// What handlers share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) ground: NodeRef<html::Div>,
    pub(super) view: StoredValue<Option<View>, LocalStorage>,
    drawing: RwSignal<Option<Arc<Drawing>>>,
    marks: RwSignal<Arc<Marks>>,
    said: RwSignal<String>,
    on_jump: Callback<ModuleId>,
}

impl FlowMap {
    /// The map.
    pub fn view(self) -> AnyView {
        sheet::adopt(include_str!("map.css"));
        let desk = Desk {
            ground: NodeRef::new(),
            view: StoredValue::new_local(None),
            drawing: RwSignal::new(None),
            marks: RwSignal::default(),
            said: RwSignal::default(),
            on_jump: self.on_jump,
        };
        Effect::new(move || desk.show(self.flow.get()));
        Effect::new(move || {
            desk.drawing.track();
            let (walked, coverage) = (self.walked.get(), self.coverage.get());
            self.flow.with(|flow| desk.mark(flow.as_deref(), &walked, coverage.as_deref()));
        });
        Effect::new(move || {
            let module = self.look_at.get();
            desk.drawing.track();
            desk.look_at(module);
        });
        let is_idle = move || desk.drawing.with(Option::is_none);
        html::div()
            .class("flow-map")
            .child((
                html::p()
                    .class("quiet")
                    .attr("hidden", move || (!is_idle()).then_some(""))
                    .child("Choose a bot that has a flow, or drop a flow file."),
                html::div().class("map-whole").attr("hidden", move || is_idle().then_some("")).child((
                    desk.tools(self.walked),
                    desk.ground(),
                    desk.words(),
                    table(desk.drawing, desk.marks, self.on_jump),
                )),
            ))
            .into_any()
    }
}

impl Desk {
    fn tools(self, walked: Signal<Walked>) -> AnyView {
        let tool = |name: &'static str, press: Box<dyn Fn()>| {
            html::button().r#type("button").on(ev::click, move |_| press()).child(name).into_any()
        };
        let buttons = vec![
            tool("Whole flow", Box::new(move || self.fit())),
            tool("Nearer", Box::new(move || self.zoom(ZOOM))),
            tool("Farther", Box::new(move || self.zoom(1.0 / ZOOM))),
            tool("Where it stands", Box::new(move || self.look_at(walked.with(|walked| walked.here)))),
        ];
        let key = |kind: &'static str, words: &'static str| {
            html::li().child((html::span().class(kind).attr("aria-hidden", "true"), words)).into_any()
        };
        let legend = vec![
            key("key key-walked", "came through"),
            key("key key-here", "stands here"),
            key("key key-missed", "not covered"),
        ];
        (html::div().class("row").child(buttons), html::ul().class("legend").child(legend)).into_any()
    }

    fn ground(self) -> AnyView {
        html::div()
            .class("map-ground")
            .node_ref(self.ground)
            .attr("tabindex", "0")
            .attr("role", "application")
            .attr("aria-label", "Map of the flow")
            .attr("aria-describedby", "map-hint map-said")
            .on(ev::pointerdown, move |event| self.press(&event))
            .on(ev::pointermove, move |event| self.drag(&event))
            .on(ev::pointerup, move |_| self.release())
            .on(ev::pointercancel, move |_| self.change(|view| view.press = None))
            .on(ev::wheel, move |event| self.wheel(&event))
            .on(ev::keydown, move |event| {
                let is_of_browser = event.ctrl_key() || event.meta_key() || event.alt_key();
                if !is_of_browser && self.key(&event.key()) {
                    event.prevent_default();
                }
            })
            .on(ev::focus, move |_| {
                let chosen = self.view.with_value(|view| view.as_ref().and_then(|view| view.canvas.chosen()));
                if chosen.is_none() {
                    self.choose(self.begin());
                }
            })
            .into_any()
    }

    fn words(self) -> AnyView {
        let hint = "Drag to move, Ctrl and the wheel to zoom, a click to go on there. With the keyboard: left and right along connections, up and down in a column, Enter to go on there, plus and minus to zoom, 0 for the whole flow.";
        (
            html::p().id("map-said").class("map-said").attr("role", "status").child(move || self.said.get()),
            html::p().id("map-hint").class("quiet map-hint").child(hint),
        )
            .into_any()
    }

    /// Draws `flow` in place of what was drawn.
    fn show(self, flow: Option<Arc<Flow>>) {
        let Some(ground) = self.ground.get() else { return };
        while let Some(child) = ground.first_child() {
            ground.remove_child(&child).ok();
        }
        self.said.set(String::new());
        let drawing = flow.map(|flow| Arc::new(draw(&flow)));
        let view = drawing.as_ref().and_then(|drawing| {
            let canvas = Canvas::new(drawing)?;
            ground.append_child(canvas.root()).ok()?;
            let window = window_of(&ground);
            let camera = Camera::fit(drawing.width, drawing.height, window);
            let mut view = View { drawing: drawing.clone(), canvas, camera, press: None };
            view.begin(window);
            Some(view)
        });
        self.view.set_value(view);
        self.watch(&ground);
        self.change(|_| {});
        self.drawing.set(drawing);
    }

    /// Follows the size of the ground, which has none while it is hidden.
    fn watch(self, ground: &Element) {
        let resized = move || {
            let Some(ground) = self.ground.get_untracked() else { return };
            let window = window_of(&ground);
            self.change(|view| {
                if view.camera.is_of(HIDDEN) {
                    view.begin(window);
                } else if window != HIDDEN {
                    view.camera.resize(window);
                }
            });
        };
        if ground.get_attribute("data-watched").is_some() {
            return;
        }
        ground.set_attribute("data-watched", "").ok();
        // The map lives as long as the page.
        let resized = Closure::<dyn FnMut()>::new(resized).into_js_value();
        if let Ok(observer) = ResizeObserver::new(resized.unchecked_ref()) {
            observer.observe(ground);
        }
    }

    fn mark(self, flow: Option<&Flow>, walked: &Walked, coverage: Option<&Coverage>) {
        let mut marks = None;
        self.change(|view| {
            let Some(flow) = flow else { return };
            let new = Marks::of(&view.drawing, flow, walked, coverage);
            view.canvas.mark(new.clone());
            marks = Some(new);
        });
        if let Some(marks) = marks {
            self.marks.set(Arc::new(marks));
        }
    }

    /// Does `change` and shows what comes of it.
    pub(super) fn change(self, change: impl FnOnce(&mut View)) {
        self.view.update_value(|view| {
            if let Some(view) = view {
                change(view);
                view.canvas.look(&view.camera);
            }
        });
    }

    fn fit(self) {
        let Some(ground) = self.ground.get_untracked() else { return };
        let window = window_of(&ground);
        self.change(|view| view.camera = Camera::fit(view.drawing.width, view.drawing.height, window));
    }

    fn zoom(self, factor: f64) {
        self.change(|view| view.camera.scale_middle(factor));
    }

    fn look_at(self, module: Option<ModuleId>) {
        let place = self.view.with_value(|view| {
            let cards = &view.as_ref()?.drawing.cards;
            cards.iter().position(|card| Some(card.module) == module)
        });
        self.choose(place);
    }

    /// The keyboard is at this card; it comes into sight and is told.
    fn choose(self, place: Option<Place>) {
        let Some(place) = place else { return };
        let mut said = None;
        self.change(|view| {
            view.canvas.choose(Some(place));
            if let Some(card) = view.drawing.cards.get(place) {
                view.camera.reveal(card.area);
            }
            said = told(&view.drawing, view.canvas.marks(), place).map(|told| told.sentence());
        });
        if let Some(said) = said {
            self.said.set(said);
        }
    }

    /// Where the keyboard begins: where the conversation stands, else where conversations begin.
    fn begin(self) -> Option<Place> {
        self.view.with_value(|view| {
            let view = view.as_ref()?;
            let here = view.canvas.marks().cards.iter().position(|mark| mark.is_here);
            here.or_else(|| view.drawing.cards.iter().position(|card| card.is_start))
        })
    }

    pub(super) fn jump(self, place: Place) {
        let module = self.view.with_value(|view| Some(view.as_ref()?.drawing.cards.get(place)?.module));
        if let Some(module) = module {
            self.choose(Some(place));
            self.on_jump.run(module);
        }
    }

    /// Whether the key means something here.
    fn key(self, key: &str) -> bool {
        let chosen = self.view.with_value(|view| view.as_ref().and_then(|view| view.canvas.chosen()));
        let go = |direction: Direction| {
            let to = match chosen {
                Some(at) => self.view.with_value(|view| step(&view.as_ref()?.drawing, at, direction)),
                None => self.begin(),
            };
            self.choose(to);
        };
        match key {
            "ArrowRight" => go(Direction::Onward),
            "ArrowLeft" => go(Direction::Back),
            "ArrowUp" => go(Direction::Up),
            "ArrowDown" => go(Direction::Down),
            "Home" => self.choose(
                self.view
                    .with_value(|view| view.as_ref()?.drawing.cards.iter().position(|card| card.is_start)),
            ),
            "Enter" => {
                if let Some(place) = chosen {
                    self.jump(place);
                }
            }
            "+" | "=" => self.zoom(ZOOM),
            "-" => self.zoom(1.0 / ZOOM),
            "0" => self.fit(),
            _ => return false,
        }
        true
    }
}

/// How much nearer a press of a key or a button comes.
const ZOOM: f64 = 1.3;
/// Size of an element that is hidden.
const HIDDEN: (f64, f64) = (0.0, 0.0);

fn window_of(ground: &Element) -> (f64, f64) {
    (f64::from(ground.client_width()), f64::from(ground.client_height()))
}
