mod camera;
mod drawn;
mod flows;
mod large;
mod marked;
mod told;
mod walked;
