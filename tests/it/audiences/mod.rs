//! Portals of audiences: what each may see, and not one byte more.

mod hosting;
