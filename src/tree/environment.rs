//! stub
use indexmap::IndexMap;
use std::collections::BTreeMap;
#[derive(Debug, Clone, Default)]
pub struct Environment { v: IndexMap<String, Vec<u8>> }
impl Environment {
    pub fn of_process() -> Self {
        let b: BTreeMap<String, Vec<u8>> = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_encoded_bytes()))).collect();
        Self { v: b.into_iter().collect() }
    }
    pub fn get(&self, name: &str) -> Option<&[u8]> { self.v.get(name).map(Vec::as_slice) }
}
