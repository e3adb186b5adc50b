//! A folder enters; each of its objects, looked at once, leaves as a number in its folder's counts, and those that are
//! not what they should be as what they are. Members of archives outside of the folder are looked at too.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
};

use object::read::ReadRef;

use super::{
    Counts, Implied, Machine, Mode,
    archive::{self, Place},
    bitcode::{self, Bitcode},
    judge::{self, Defect, Evidence, Verdict},
    kind::{self, Kind, Object},
    known,
    saved::{self, Saved, Step},
    walk::{self, Contents},
};

/// A folder as it was found.
#[derive(Debug, Default)]
pub(super) struct Survey {
    pub(super) total: Counts,
    pub(super) folders: BTreeMap<String, Counts>,
    /// what is wrong, in the order of the walk
    pub(super) wrong: Vec<Wrong>,
    /// folders of other builds
    pub(super) nested: Vec<PathBuf>,
    /// members that are not there
    pub(super) missing: Vec<Missing>,
    /// what could not be read, with the reason
    pub(super) unreadable: Vec<(String, String)>,
    /// what archives and modules are made of, below the folder
    pub(super) linked: HashSet<PathBuf>,
    /// whether some archive of kbuild's is there, so that what none names is linked nowhere
    pub(super) has_archives: bool,
}

/// An object that is not what it should be.
#[derive(Debug)]
pub(super) struct Wrong {
    /// below the folder; `lib.a(member.o)` where an archive holds it
    pub(super) path: PathBuf,
    pub(super) defect: Defect,
    pub(super) kind: Kind,
    /// it may be no part of the kernel at all: its command is not kbuild's for one, and says nothing that it contradicts
    may_be_foreign: bool,
}

/// A member that is not there.
#[derive(Debug)]
pub(super) struct Missing {
    pub(super) archive: PathBuf,
    pub(super) member: String,
}

struct Surveyor<'a> {
    root: &'a Path,
    mode: Mode,
    machine: Machine,
    survey: Survey,
    /// files that the walk meets
    met: HashSet<&'a Path>,
    /// members that the walk does not meet, and that were looked at
    seen: HashSet<PathBuf>,
    /// of these: still to be looked at
    open: Vec<PathBuf>,
}

/// Looks at all objects below a folder.
///
/// # Errors
/// The system's reason why the folder itself cannot be read.
pub(super) fn survey(root: &Path, implied: &Implied) -> Result<Survey, std::io::Error> {
    let found = walk::walk(root)?;
    let met = found.files.iter().map(PathBuf::as_path).collect();
    let mut surveyor = Surveyor {
        root,
        mode: implied.mode,
        machine: implied.machine,
        survey: Survey::default(),
        met,
        seen: HashSet::new(),
        open: Vec::new(),
    };
    for list in &found.lists {
        surveyor.survey.linked.extend(walk::list(&root.join(list)).iter().map(|path| walk::plain(path)));
    }
    let modules: HashSet<&Path> = found.lists.iter().map(PathBuf::as_path).collect();
    for path in &found.files {
        let module = modules.contains(path.with_extension("mod").as_path());
        surveyor.file(path, module);
    }
    while let Some(path) = surveyor.open.pop() {
        surveyor.file(&path, false);
    }
    surveyor.release_programs();
    let mut survey = surveyor.survey;
    survey.nested = found.nested;
    survey.unreadable.extend(found.unreadable.into_iter().map(|(path, reason)| (path.display().to_string(), reason)));
    Ok(survey)
}

impl Surveyor<'_> {
    /// One file, by its path below the folder or, for a member from elsewhere, by its own.
    fn file(&mut self, path: &Path, module: bool) {
        let whole = self.root.join(path);
        let contents = match walk::open(&whole) {
            Ok(contents) => contents,
            Err(reason) => {
                self.count(path, &Kind::Other("unreadable"), Verdict::Right);
                self.survey.unreadable.push((path.display().to_string(), reason));
                return;
            }
        };
        let object = kind::of(&contents);
        // products are ELF whatever made them, and archives are judged by their members
        let saved = match &object.kind {
            Kind::Archive | Kind::ThinArchive => None,
            _ => walk::saved_command(&whole).and_then(|text| saved::parse(&text)),
        };
        let named = path.display().to_string();
        let bitcode = bitcode_of(&object, &contents);
        let path_of_build = place_of(&named, saved.as_ref());
        let evidence = Evidence {
            path: path_of_build,
            object: &object,
            made: bitcode.made,
            elsewhere: self.is_elsewhere(&object, &bitcode, path_of_build),
            saved: saved.as_ref(),
            module,
            held: false,
        };
        let verdict = judge::judge(self.mode, &evidence);
        self.count(path, &object.kind, verdict);
        match &object.kind {
            Kind::Archive => self.held(path, &contents),
            Kind::ThinArchive => self.named(path, &contents),
            _ => self.note(path.to_owned(), &object, verdict, saved.map(|saved| saved.step)),
        }
    }

    /// Whether an object is for another machine than the kernel's. What has flags of its own may be of another width.
    fn is_elsewhere(&self, object: &Object, bitcode: &Bitcode, path: &str) -> bool {
        self.machine.is_not(bitcode.machine.as_deref().or(object.machine), known::place(path).is_some())
    }

    /// Programs that run on the kernel are built below it too, by commands that say nothing of a module. Where archives
    /// tell what the kernel is made of, such an object that none of them names is not judged.
    fn release_programs(&mut self) {
        let Survey { wrong, linked, has_archives, total, folders, .. } = &mut self.survey;
        wrong.retain(|wrong| {
            let kept = !wrong.may_be_foreign || !*has_archives || linked.contains(&wrong.path);
            if !kept {
                let folder = folders.get_mut(&folder_of(&wrong.path));
                for counts in [Some(&mut *total), folder].into_iter().flatten() {
                    counts.wrong -= 1;
                    counts.unjudged += 1;
                }
            }
            kept
        });
    }

    fn count(&mut self, path: &Path, kind: &Kind, verdict: Verdict) {
        for counts in [self.survey.folders.entry(folder_of(path)).or_default(), &mut self.survey.total] {
            counts.add(kind);
            match verdict {
                Verdict::Right => {}
                Verdict::LeftOut(_) => counts.left_out += 1,
                Verdict::Unjudged => counts.unjudged += 1,
                Verdict::Wrong(_) => counts.wrong += 1,
            }
        }
    }

    fn note(&mut self, path: PathBuf, object: &Object, verdict: Verdict, step: Option<Step>) {
        if let Verdict::Wrong(defect) = verdict {
            let certain = matches!(
                defect,
                Defect::ElfDespiteFlags | Defect::BitcodeDespiteFlags | Defect::Unreadable | Defect::NotLinked
            );
            let may_be_foreign = matches!(step, Some(Step::Foreign(_))) && !certain;
            self.survey.wrong.push(Wrong { path, defect, kind: object.kind.clone(), may_be_foreign });
        }
    }

    /// Members in the archive itself.
    fn held(&mut self, path: &Path, contents: &Contents) {
        let members = archive::members(contents, false);
        self.told_broken(path, members.broken);
        for member in members.members {
            let Place::Held { offset, size } = member.place else { continue };
            let data = contents.range(offset, size);
            let object = kind::of(data);
            let named = format!("{}({})", path.display(), crate::source::lossy(&member.name));
            // what is no object in an archive is a table of some tool
            if matches!(object.kind, Kind::Other("no object file")) {
                continue;
            }
            let place = path.with_file_name(crate::source::path_of(&member.name)).display().to_string();
            let bitcode = bitcode_of(&object, data);
            let evidence = Evidence {
                path: &place,
                object: &object,
                made: bitcode.made,
                elsewhere: self.is_elsewhere(&object, &bitcode, &place),
                saved: None,
                module: false,
                held: true,
            };
            let verdict = judge::judge(self.mode, &evidence);
            self.count(path, &object.kind, verdict);
            self.note(PathBuf::from(named), &object, verdict, None);
        }
    }

    /// Members that are files: most are met by the walk, and only what it does not meet is looked at from here.
    fn named(&mut self, path: &Path, contents: &Contents) {
        let members = archive::members(contents, true);
        self.told_broken(path, members.broken);
        self.survey.has_archives |= path.file_name().is_some_and(|name| name == "built-in.a");
        let folder = path.parent().unwrap_or(Path::new(""));
        for member in members.members {
            let inside = walk::plain(&folder.join(crate::source::path_of(&member.name)));
            let whole = self.root.join(&inside);
            if !walk::exists(&whole) {
                let member = crate::source::lossy(&member.name);
                self.survey.missing.push(Missing { archive: path.to_owned(), member });
                continue;
            }
            let below = inside.strip_prefix(self.root).map(Path::to_path_buf).unwrap_or(inside);
            if !self.met.contains(below.as_path()) && self.seen.insert(below.clone()) {
                self.open.push(below.clone());
            }
            self.survey.linked.insert(below);
        }
    }

    fn told_broken(&mut self, path: &Path, broken: bool) {
        if broken {
            let reason = "the archive is truncated or damaged".to_owned();
            self.survey.unreadable.push((path.display().to_string(), reason));
        }
    }
}

fn folder_of(path: &Path) -> String {
    path.parent().map(|folder| folder.display().to_string()).unwrap_or_default()
}

/// What an object's bitcode says of itself.
fn bitcode_of<'data, R: ReadRef<'data>>(object: &Object, data: R) -> Bitcode {
    if matches!(object.kind, Kind::Bitcode { .. }) { bitcode::of(data) } else { Bitcode::default() }
}

/// The path from the top of the build: as make names the target, where it is no path of its own.
fn place_of<'a>(path: &'a str, saved: Option<&'a Saved>) -> &'a str {
    match saved {
        Some(saved) if !saved.target.starts_with('/') && Path::new(&saved.target).ends_with(path) => &saved.target,
        _ => path,
    }
}
