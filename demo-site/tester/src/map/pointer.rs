//! What a pointer does with the map: drags it, zooms it, presses a card.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, WheelEvent};

use super::canvas::place_of;
use super::drawing::Point;
use super::flow_map::Desk;
use super::svg::Placed;

/// Pixels that a pointer moves before a press is a drag.
const CLICK: f64 = 4.0;
/// How much nearer a pixel of the wheel comes, as an exponent.
const WHEEL: f64 = 0.002;
/// Pixels of a line, where the wheel counts lines.
const LINE: f64 = 16.0;

impl Desk {
    pub(super) fn press(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let on = target.as_ref().and_then(place_of);
        self.change(|view| view.press = Some((at(event), on, false)));
    }

    pub(super) fn drag(self, event: &PointerEvent) {
        let Some(ground) = self.ground.get_untracked() else { return };
        self.view.update_value(|view| {
            let Some(view) = view else { return };
            let Some((from, _, is_drag)) = &mut view.press else { return };
            let now = at(event);
            let (right, down) = (now.x - from.x, now.y - from.y);
            if !*is_drag && right.hypot(down) < CLICK {
                return;
            }
            if !*is_drag {
                ground.set_pointer_capture(event.pointer_id()).ok();
                *is_drag = true;
            }
            *from = now;
            view.camera.drag(right, down);
            view.canvas.look(&view.camera);
        });
    }

    pub(super) fn release(self) {
        let mut pressed = None;
        self.change(|view| {
            pressed = view.press.take().filter(|(_, _, is_drag)| !is_drag).and_then(|(_, on, _)| on);
        });
        if let Some(place) = pressed {
            self.jump(place);
        }
    }

    pub(super) fn wheel(self, event: &WheelEvent) {
        let Some(ground) = self.ground.get_untracked() else { return };
        event.prevent_default();
        let bounds = Element::from(ground).unchecked_into::<Placed>().bounds();
        let from = Point {
            x: f64::from(event.client_x()) - bounds.left(),
            y: f64::from(event.client_y()) - bounds.top(),
        };
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE };
        let (right, down) = (event.delta_x() * unit, event.delta_y() * unit);
        self.change(|view| {
            if event.ctrl_key() {
                view.camera.scale((-down * WHEEL).exp(), from);
            } else {
                view.camera.drag(-right, -down);
            }
        });
    }
}

fn at(event: &PointerEvent) -> Point {
    Point { x: f64::from(event.client_x()), y: f64::from(event.client_y()) }
}
