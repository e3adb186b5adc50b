//! What is wrong with objects enters, one diagnostic for each kind of defect leaves, with the files behind it. A defect
//! that only concerns files which nothing links is a note: they may be left over from an earlier build.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::{Diagnostic, Severity},
    source::{Sources, Span},
};

use super::{
    Audit, Implied, Mode,
    judge::Defect,
    survey::{Survey, Wrong},
};

/// The words of a defect.
struct Told {
    code: &'static str,
    severity: Severity,
    /// what follows "3 objects "; one and many
    message: [String; 2],
    help: &'static str,
}

const REBUILD: &str = "remove them and run make again";

fn told(defect: Defect, implied: &Implied) -> Told {
    let mode = implied.mode.words();
    let was = |text: &str| [format!("was {text}"), format!("were {text}")];
    let are = |text: &str| [format!("is {text}"), format!("are {text}")];
    let (code, severity, message, help) = match defect {
        Defect::ElfDespiteFlags => (
            "ltoconf::audit::elf-under-lto",
            Severity::Error,
            [
                "is ELF, though the command that made it asks for LTO".to_owned(),
                "are ELF, though the commands that made them ask for LTO".to_owned(),
            ],
            "they were replaced after they were compiled: remove them and run make again",
        ),
        Defect::ElfUnderLto => (
            "ltoconf::audit::elf-under-lto",
            Severity::Error,
            are(&format!("ELF, where {mode} makes bitcode")),
            "kbuild's saved commands are not there to say why: remove the objects and run make again",
        ),
        Defect::NotAsked => (
            "ltoconf::audit::compiled-without-lto",
            Severity::Error,
            was(&format!("compiled without a word of LTO, where the configuration has {mode}")),
            REBUILD,
        ),
        Defect::TurnedOff => (
            "ltoconf::audit::lto-turned-off",
            Severity::Warning,
            was("compiled with -fno-lto after -flto, which turns LTO off again"),
            "look for -fno-lto in KCFLAGS, and in the ccflags-y and CFLAGS_… of the folder's Makefile",
        ),
        Defect::OtherMode => (
            "ltoconf::audit::other-lto-mode",
            Severity::Warning,
            was(&format!("compiled for the other kind of LTO, where the configuration has {mode}")),
            REBUILD,
        ),
        Defect::OtherMachine => (
            "ltoconf::audit::other-machine",
            Severity::Error,
            was("compiled for another machine than the configuration's"),
            REBUILD,
        ),
        Defect::BitcodeDespiteFlags => (
            "ltoconf::audit::bitcode-unasked",
            Severity::Error,
            [
                "is bitcode, though the command that made it does not ask for LTO".to_owned(),
                "are bitcode, though the commands that made them do not ask for LTO".to_owned(),
            ],
            "they were replaced after they were compiled: remove them and run make again",
        ),
        Defect::LeavesLtoOut => (
            "ltoconf::audit::bitcode-unasked",
            Severity::Warning,
            [
                "is made for LTO, where the kernel leaves LTO out".to_owned(),
                "are made for LTO, where the kernel leaves LTO out".to_owned(),
            ],
            "kbuild's saved commands are not there to say why: remove the objects and run make again",
        ),
        Defect::FatUnderLto => (
            "ltoconf::audit::elf-under-lto",
            Severity::Error,
            [
                "is a fat LTO object, of which the kernel's link takes the machine code".to_owned(),
                "are fat LTO objects, of which the kernel's link takes the machine code".to_owned(),
            ],
            "look for -ffat-lto-objects in KCFLAGS, and in the ccflags-y and CFLAGS_… of the folder's Makefile",
        ),
        Defect::LtoWithoutMode => (
            "ltoconf::audit::bitcode-without-lto",
            Severity::Error,
            [
                "is made for LTO, in a build without LTO".to_owned(),
                "are made for LTO, in a build without LTO".to_owned(),
            ],
            "remove them and run make again; look for -flto in KCFLAGS",
        ),
        Defect::GccLto => (
            "ltoconf::audit::gcc-lto",
            Severity::Error,
            [
                "is made for gcc's LTO, in a build with clang's".to_owned(),
                "are made for gcc's LTO, in a build with clang's".to_owned(),
            ],
            REBUILD,
        ),
        Defect::NotLinked => {
            ("ltoconf::audit::not-linked", Severity::Error, are("bitcode where linked machine code belongs"), REBUILD)
        }
        Defect::Unreadable => (
            "ltoconf::audit::unreadable",
            Severity::Warning,
            ["is no object, or a broken one".to_owned(), "are no objects, or broken ones".to_owned()],
            "a build that was broken off leaves such files: remove them and run make again",
        ),
    };
    Told { code, severity, message, help }
}

/// Tells what a survey found.
pub(super) fn tell(root: &Path, implied: &Implied, survey: Survey) -> Audit {
    let mut teller =
        Teller { root, implied, objects: survey.total.objects(), sources: Sources::default(), findings: Vec::new() };
    let is_left_over = |wrong: &Wrong| {
        let may_be = matches!(wrong.defect, Defect::NotAsked | Defect::OtherMode | Defect::LtoWithoutMode);
        may_be && survey.has_archives && !survey.linked.contains(&wrong.path) && !is_linked_by_name(&wrong.path)
    };
    let mut defects: Vec<Defect> = survey.wrong.iter().map(|wrong| wrong.defect).collect();
    defects.sort_unstable();
    defects.dedup();
    for defect in defects {
        let of_defect = || survey.wrong.iter().filter(|wrong| wrong.defect == defect);
        teller.objects(defect, &of_defect().filter(|wrong| !is_left_over(wrong)).collect::<Vec<_>>(), false);
        teller.objects(defect, &of_defect().filter(|wrong| is_left_over(wrong)).collect::<Vec<_>>(), true);
    }
    teller.unreadable(&survey);
    teller.missing(&survey);
    teller.nested(&survey);
    let Teller { sources, mut findings, .. } = teller;
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Audit { total: survey.total, folders: survey.folders, sources, findings }
}

/// What kbuild links without naming it in an archive or a list: the last parts of modules and of the kernel.
fn is_linked_by_name(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.ends_with(".mod.o") || name.starts_with('.') || name == "version-timestamp.o"
}

struct Teller<'a> {
    root: &'a Path,
    implied: &'a Implied,
    /// how many objects there are
    objects: usize,
    sources: Sources,
    findings: Vec<Diagnostic>,
}

fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

impl Teller<'_> {
    /// The beginning of a file that is not text: only its path will be told.
    fn at(&mut self, path: &Path) -> Span {
        let name = self.root.join(path).as_os_str().as_encoded_bytes().to_vec();
        Span::new(self.sources.add(name, Vec::new()), &(0..0))
    }

    fn push(&mut self, mut finding: Diagnostic, files: Vec<(PathBuf, String)>) {
        for (path, message) in files {
            let span = self.at(&path);
            finding = finding.related(Some(span), message);
        }
        finding.symbol.clone_from(&self.implied.symbol);
        self.findings.push(finding);
    }

    fn objects(&mut self, defect: Defect, wrong: &[&Wrong], left_over: bool) {
        if wrong.is_empty() {
            return;
        }
        let Told { code, severity, message: [one, many], help } = told(defect, self.implied);
        let what = if wrong.len() == 1 { one } else { many };
        let mut message = format!("{} of {} {what}", wrong.len(), count(self.objects, "object", "objects"));
        let mut finding = if left_over {
            message.push_str(", and no archive and no module names ");
            message.push_str(if wrong.len() == 1 { "it" } else { "them" });
            Diagnostic::note(code, message).help("they may be left over from an earlier build")
        } else {
            Diagnostic::error(code, message).help(help)
        };
        if !left_over {
            finding.severity = severity;
        }
        let alone = |wrong: &Wrong| match defect {
            Defect::Unreadable => wrong.kind.words().to_owned(),
            Defect::LtoWithoutMode => format!("is {}, in a build without LTO", wrong.kind.words()),
            Defect::NotLinked => format!("is {}, where linked machine code belongs", wrong.kind.words()),
            _ => told(defect, self.implied).message.into_iter().next().unwrap_or_default(),
        };
        let files = wrong.iter().map(|wrong| (wrong.path.clone(), alone(wrong))).collect();
        self.push(finding, files);
    }

    fn unreadable(&mut self, survey: &Survey) {
        if survey.unreadable.is_empty() {
            return;
        }
        let message =
            format!("{} could not be read", count(survey.unreadable.len(), "file or folder", "files or folders"));
        let files = survey.unreadable.iter().map(|(path, reason)| (PathBuf::from(path), reason.clone())).collect();
        self.push(Diagnostic::warning("ltoconf::audit::unreadable", message), files);
    }

    fn missing(&mut self, survey: &Survey) {
        if survey.missing.is_empty() {
            return;
        }
        let number = survey.missing.len();
        let verb = if number == 1 { "is" } else { "are" };
        let message = format!("{} of thin archives {verb} not there", count(number, "member", "members"));
        let finding = Diagnostic::warning("ltoconf::audit::missing-member", message)
            .help("the archive is older than what it names: run make again");
        let files = survey.missing.iter().map(|missing| (missing.archive.clone(), missing.member.clone())).collect();
        self.push(finding, files);
    }

    fn nested(&mut self, survey: &Survey) {
        if survey.nested.is_empty() {
            return;
        }
        let number = survey.nested.len();
        let message = format!("{} with a .config of its own left alone", count(number, "folder", "folders"));
        let finding = Diagnostic::note("ltoconf::audit::other-build", message).help("audit each on its own");
        let files = survey.nested.iter().map(|path| (path.clone(), "has a .config of its own".to_owned())).collect();
        self.push(finding, files);
    }
}

/// The finding for a configuration that the build was not made with.
pub fn config_changed(states: Mode, built: Mode) -> Diagnostic {
    let message =
        format!("the configuration has {}, but the build was last configured with {}", states.words(), built.words());
    Diagnostic::warning("ltoconf::audit::config-changed", message)
        .help("include/config/auto.conf says what the build was configured with: run make again")
}

/// The finding for a folder without objects.
pub fn no_objects() -> Diagnostic {
    Diagnostic::note("ltoconf::audit::no-objects", "there is no object below this folder")
}
