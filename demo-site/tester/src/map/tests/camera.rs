use crate::map::{Area, Camera, Point};

const WINDOW: (f64, f64) = (800.0, 400.0);

#[test]
fn a_drawing_larger_than_the_window_is_fitted_into_its_middle() {
    let camera = Camera::fit(1_600.0, 400.0, WINDOW);
    assert_eq!(camera.view(), Area { x: 0.0, y: -200.0, width: 1_600.0, height: 800.0 });
}

#[test]
fn a_small_drawing_is_not_blown_up() {
    let camera = Camera::fit(200.0, 100.0, WINDOW);
    assert_eq!(camera.view(), Area { x: -300.0, y: -150.0, width: 800.0, height: 400.0 });
}

#[test]
fn what_the_pointer_is_at_stays_there_while_zooming() {
    let mut camera = Camera::fit(1_600.0, 800.0, WINDOW);
    camera.scale(2.0, Point { x: 200.0, y: 100.0 });
    assert_eq!(camera.view(), Area { x: 200.0, y: 100.0, width: 800.0, height: 400.0 });
}

#[test]
fn the_zoom_has_ends() {
    let mut camera = Camera::fit(1_600.0, 800.0, WINDOW);
    camera.scale_middle(1e9);
    assert_eq!(camera.view(), Area { x: 640.0, y: 320.0, width: 320.0, height: 160.0 });
    camera.scale_middle(1e-9);
    assert_eq!(camera.view(), Area { x: -7_200.0, y: -3_600.0, width: 16_000.0, height: 8_000.0 });
    assert!(!camera.is_legible());
}

#[test]
fn the_drawing_follows_the_hand() {
    let mut camera = Camera::fit(1_600.0, 800.0, WINDOW);
    camera.drag(10.0, -5.0);
    assert_eq!(camera.view(), Area { x: -20.0, y: 10.0, width: 1_600.0, height: 800.0 });
}

#[test]
fn what_is_in_sight_is_revealed_without_a_move_and_what_is_not_with_the_least() {
    let mut camera = Camera::fit(800.0, 400.0, WINDOW);
    let before = camera.view();
    camera.reveal(Area { x: 10.0, y: 10.0, width: 100.0, height: 50.0 });
    assert_eq!(camera.view(), before);
    camera.reveal(Area { x: 750.0, y: -30.0, width: 100.0, height: 50.0 });
    assert_eq!(camera.view(), Area { x: 50.0, y: -30.0, width: 800.0, height: 400.0 });
}

#[test]
fn from_afar_it_comes_near_enough_to_read() {
    let mut camera = Camera::fit(16_000.0, 8_000.0, WINDOW);
    camera.reveal(Area { x: 1_000.0, y: 1_000.0, width: 100.0, height: 50.0 });
    assert!(camera.is_legible());
    assert_eq!(camera.view().middle(), Point { x: 1_050.0, y: 1_025.0 });
}

#[test]
fn a_window_of_another_size_shows_the_same_middle() {
    let mut camera = Camera::fit(1_600.0, 800.0, WINDOW);
    let middle = camera.view().middle();
    camera.resize((400.0, 600.0));
    assert_eq!(camera.view().middle(), middle);
    assert_eq!(camera.view(), Area { x: 400.0, y: -200.0, width: 800.0, height: 1_200.0 });
}
