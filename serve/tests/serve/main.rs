//! `selon serve` as a browser and a program meet it, over the wire.

mod api;
mod client;
mod desk;
mod escaping;
mod killed;
mod pages;
mod review;
mod security;
