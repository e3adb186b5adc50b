use std::time::Instant;
use ltoconf::{eval::Evaluator, model::{build, symbol::{SymbolId, Tristate}}, solve::{Encoding, Request, solver::{Answer, Solver, holds}, literal::Lit}, syntax::dotconfig, tree::{self, environment::Environment, probe::{Policy, Prober}, version}, user::UserValues};
fn main() {
    let environment = Environment::of_process();
    let dir = std::path::PathBuf::from(".");
    let mut prober = Prober::new(Policy::Cached, &environment, dir.clone(), std::time::Duration::from_secs(60)).unwrap();
    let src = std::path::PathBuf::from(std::env::var("srctree").unwrap());
    let dialect = version::dialect_of(&src, std::env::var("KERNELVERSION").ok().as_deref());
    let request = tree::Request { root: b"Kconfig", directory: dir, environment: &environment, dialect: &dialect };
    let tree = tree::load(&request, &mut prober).map_err(|b| b.errors).unwrap();
    let model = build::build(&tree, dialect).map_err(|e| format!("{e:?}")).unwrap();
    println!("symbols {} exprs {}", model.symbols.len(), model.exprs.len());
    let args: Vec<String> = std::env::args().collect();
    let mode = args[1].as_str();
    for path in &args[2..] {
        let text = std::fs::read(path).unwrap();
        let lines = dotconfig::parse(&text, b"CONFIG_");
        let mut ev = Evaluator::new(&model);
        ev.read(Some((&text, &lines)), false);
        ev.calculate_all();
        let user = ev.user_values();
        let t = Instant::now();
        let extra: Vec<(SymbolId, Vec<u8>)> = model.symbols.ids().filter(|&s| !ev.is_tristate(s)).map(|s| (s, ev.value_text(s).to_vec())).collect();
        let free = mode == "free";
        let mut en = Encoding::new(&model, &Request { user: &user, free, kept: &[], texts: &extra });
        let t1 = t.elapsed();
        if let Ok(cone) = std::env::var("CONE") { let s = model.find(cone.as_bytes()).unwrap(); en.switch(s); en.finish(); } else { en.everything(); }
        println!("{path}: possible {:?} encode {:?} vars {} clauses {} freed {}", t1, t.elapsed(), en.formula.variables(), en.formula.len(), en.freed.len());
        let t = Instant::now();
        let mut solver = Solver::default();
        solver.take(&en.formula);
        println!("load {:?}", t.elapsed());
        // the evaluated configuration as assumptions
        let mut assume: Vec<(SymbolId, Lit)> = Vec::new();
        for s in model.symbols.ids().collect::<Vec<_>>() {
            if s <= SymbolId::YES || model.symbols[s].ty.is_none() || (model.symbols[s].choice && !model.dialect.old_choices) { continue; }
            if en.is_switch(s) {
                let l = en.switch_is(s, ev.tristate(s));
                assume.push((s, l));
            } else if let Some(l) = en.text_is(s, ev.value_text(s)) { assume.push((s, l)); } else { println!("no text {} {:?}", model.show(s), String::from_utf8_lossy(ev.value_text(s))); }
        }
        en.finish();
        solver.take(&en.formula);
        if let Some(&(s, _)) = assume.iter().find(|a| a.1 == Lit::FALSE) { println!("IMPOSSIBLE {} {}", model.show(s), ev.tristate(s).word()); }
        let lits: Vec<Lit> = assume.iter().map(|a| a.1).filter(|&l| l != Lit::TRUE).collect();
        let t = Instant::now();
        if free {
            match solver.ask(&lits).unwrap() {
                Answer::Model(_) => println!("is a model {:?}", t.elapsed()),
                Answer::Core(core) => { println!("NOT A MODEL {:?}", t.elapsed()); for l in core { let s = assume.iter().find(|a| a.1 == l).unwrap().0; println!("  {} = {}", model.show(s), String::from_utf8_lossy(ev.value_text(s))); } }
            }
        } else {
            let keep: Vec<Lit> = en.freed.values().map(|&l| !l).collect();
            match solver.ask(&keep).unwrap() {
                Answer::Model(m) => { let bad: Vec<_> = assume.iter().filter(|a| !holds(&m, a.1)).map(|a| format!("{}", model.show(a.0))).collect(); println!("base {:?} differing {} {:?}", t.elapsed(), bad.len(), &bad[..bad.len().min(10)]); }
                Answer::Core(c) => println!("BASE UNSAT {}", c.len()),
            }
        }
        if free && std::env::var_os("DEEP").is_some() {
            // derived symbols are determined
            let mut seed: u64 = text.len() as u64 * 77 + 5;
            let mut random = || { seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); (seed >> 33) as usize };
            let (mut flips, mut bad) = (0, 0);
            for _ in 0..60 {
                let at = random() % assume.len();
                let (s, l) = assume[at];
                if l == Lit::TRUE || model.symbols[s].properties.iter().any(|&p| model.properties[p].text().is_some()) || model.symbols[s].choice { continue; }
                let mut others: Vec<Lit> = assume.iter().filter(|a| a.0 != s && a.1 != Lit::TRUE).map(|a| a.1).collect();
                others.push(!l);
                flips += 1;
                if let Answer::Model(_) = solver.ask(&others).unwrap() { bad += 1; println!("NOT DETERMINED {}", model.show(s)); }
            }
            println!("flips {flips} bad {bad}");
            // models are fixed points
            for round in 0..4 {
                let mut wishes: Vec<Lit> = Vec::new();
                for _ in 0..400 {
                    let (s, _) = assume[random() % assume.len()];
                    if en.is_switch(s) { let v = [Tristate::No, Tristate::Yes, Tristate::Yes, Tristate::Mod][random() % 4]; let l = en.switch_is(s, v); if l != Lit::FALSE && l != Lit::TRUE && !wishes.contains(&!l) { wishes.push(l); } }
                    else { let t = en.text(s); let l = t[random() % t.len()].1; if l != Lit::TRUE { wishes.push(l); } }
                }
                en.finish(); solver.take(&en.formula);
                let m = loop { match solver.ask(&wishes).unwrap() { Answer::Model(m) => break m, Answer::Core(core) => { let drop = core[random() % core.len()]; wishes.retain(|l| *l != drop); } } };
                let config = en.configuration(&m);
                let mut text = Vec::new();
                let mut late = Vec::new();
                for s in model.symbols.ids() {
                    let Some(value) = config.values.get(&s) else { continue };
                    let out = if config.member.values().any(|&x| x == s) { &mut late } else { &mut text };
                    out.extend_from_slice(b"CONFIG_"); out.extend_from_slice(model.name(s).unwrap()); out.push(b'=');
                    match value { ltoconf::user::UserValue::Switch(v) => out.extend_from_slice(v.word().as_bytes()), ltoconf::user::UserValue::Text(t) => if model.symbols[s].ty == Some(ltoconf::syntax::ast::Type::String) { out.push(b'"'); for &b in t { if b == b'"' || b == b'\\' { out.push(b'\\'); } out.push(b); } out.push(b'"'); } else { out.extend_from_slice(t) } }
                    out.push(b'\n');
                }
                text.extend(late);
                let lines = dotconfig::parse(&text, b"CONFIG_");
                let mut ev = Evaluator::new(&model);
                ev.read(Some((&text, &lines)), false);
                ev.calculate_all();
                let mut bad = 0;
                for s in model.symbols.ids() {
                    let Some(value) = config.values.get(&s) else { continue };
                    let same = match value { ltoconf::user::UserValue::Switch(v) => *v == ev.tristate(s), ltoconf::user::UserValue::Text(t) => t.as_slice() == ev.value_text(s) };
                    if !same { bad += 1; if bad < 6 { println!("NO FIXED POINT {} model {:?} evaluated {}", model.show(s), value, String::from_utf8_lossy(ev.value_text(s))); } }
                }
                println!("model {round}: wishes {} bad {bad}", wishes.len());
            }
        }
        if let Ok(w) = std::env::var("WISH") {
            use ltoconf::solve::fix::*;
            let t = Instant::now();
            let wishes: Vec<Wish> = w.split(' ').map(|w| { let (n, v) = w.split_once('=').unwrap(); Wish::Switch(model.find(n.as_bytes()).unwrap(), match v { "y" => Tristate::Yes, "m" => Tristate::Mod, _ => Tristate::No }) }).collect();
            let mut en = Encoding::new(&model, &Request { user: &user, free: false, kept: &[], texts: &[] });
            let f = Fixer::new(&mut en, &wishes, Limits::default());
            println!("built {:?}", t.elapsed());
            let out = f.run().unwrap();
            println!("ran {:?}", t.elapsed());
            match out { Outcome::Remedies { remedies, complete } => { for r in remedies { for way in r.ways { print!(" |"); for d in way { match d { Decided::Switch(s, v) => print!(" {}={}", model.show(s), v.word()), Decided::Text(s, t) => print!(" {}={:?}", model.show(s), String::from_utf8_lossy(&t)), Decided::Member { member, .. } => print!(" choice:{}", model.show(member)), Decided::Choice(_, v) => print!(" choice={}", v.word()) } } } println!(); } println!("complete {complete}"); } o => println!("{o:?}") }
        }
        let _ = UserValues::default();
    }
}
