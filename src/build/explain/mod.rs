//! Why a build failed, from what Image Builder says and what stands in its log.

pub mod scrub;
