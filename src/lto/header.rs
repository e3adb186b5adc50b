//! The first comment lines of a configuration enter; who wrote it, for which architecture and version, leaves.

use crate::{source::lossy, tree::version::release_version};

/// Whose configuration it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Project {
    /// no line says
    #[default]
    Unsaid,
    /// Linux
    Linux,
    /// another project that uses Kconfig, by the name it gives itself
    Other(String),
}

/// What the first lines say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Kconfig wrote the file
    pub written: bool,
    /// whose it is
    pub project: Project,
    /// the architecture as given to make, such as `x86_64`
    pub arch: Option<String>,
    /// the version, such as `6.12.5-rc1`
    pub release: Option<String>,
}

/// What Kconfig writes on top of a file, today and before 2.6.38.
const WRITTEN: [&str; 2] = ["Automatically generated file; DO NOT EDIT", "Automatically generated make config"];

/// How many bytes are looked at. Distributions put a few lines of their own above Kconfig's.
const HEAD: usize = 2000;

impl Header {
    /// Reads the comment lines that a file starts with.
    pub fn of(text: &[u8]) -> Self {
        let head = lossy(text.get(..text.len().min(HEAD)).unwrap_or_default());
        let mut header = Self::default();
        for line in head.lines().map_while(|line| line.strip_prefix('#').or(line.is_empty().then_some(""))) {
            let line = line.trim();
            if WRITTEN.iter().any(|mark| line.contains(mark)) {
                header.written = true;
            } else if let Some(title) =
                line.strip_suffix("Kernel Configuration").and_then(|it| it.strip_prefix("Linux/"))
            {
                let mut words = title.split_whitespace().map(str::to_owned);
                (header.project, header.arch, header.release) = (Project::Linux, words.next(), words.next());
            } else if let Some(release) = line.strip_prefix("Linux kernel version:") {
                (header.project, header.release) = (Project::Linux, Some(release.trim().to_owned()));
            } else if header.written && header.project == Project::Unsaid {
                // any file may have a title; one below Kconfig's own line is the project's
                let title = line.strip_suffix("Configuration").or_else(|| line.strip_suffix("configuration"));
                if let Some(title) = title.map(str::trim).filter(|title| !title.is_empty()) {
                    header.project = Project::Other(title.to_owned());
                }
            }
        }
        header
    }

    /// Major and minor version.
    pub fn version(&self) -> Option<(u32, u32)> {
        self.release.as_deref().and_then(release_version)
    }
}

/// The folder below `arch/` of an architecture as it is given to make. Behaviour of the top Makefile.
pub fn source_arch(arch: &str) -> &str {
    match arch {
        "i386" | "x86_64" => "x86",
        "sparc32" | "sparc64" => "sparc",
        "parisc64" => "parisc",
        "sh64" => "sh",
        "tilepro" | "tilegx" => "tile",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "#\n# Automatically generated file; DO NOT EDIT.\n";

    fn of(title: &str) -> Header {
        Header::of(format!("{MARK}{title}\n#\nCONFIG_A=y\n# Linux/arm64 4.0.0 Kernel Configuration\n").as_bytes())
    }

    #[test]
    fn a_header_names_architecture_and_version() {
        let header = of("# Linux/x86_64 5.14.0-362.el9.x86_64 Kernel Configuration");
        assert!(header.written);
        assert_eq!((header.arch.as_deref(), header.version()), (Some("x86_64"), Some((5, 14))));
        assert_eq!(header.project, Project::Linux);
    }

    #[test]
    fn lines_of_a_distribution_may_stand_above() {
        let header = Header::of(
            b"# x86_64\n#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.1.5 Kernel Configuration\n",
        );
        assert_eq!(header.version(), Some((6, 1)));
    }

    #[test]
    fn another_project_is_no_linux() {
        assert_eq!(of("# U-Boot 2024.01 Configuration").project, Project::Other("U-Boot 2024.01".into()));
        assert_eq!(of("# Zephyr Kernel Configuration").project, Project::Other("Zephyr Kernel".into()));
        assert_eq!(Header::of(b"# My Configuration\nCONFIG_A=y\n").project, Project::Unsaid);
    }

    #[test]
    fn a_file_of_an_old_kernel() {
        let header =
            Header::of(b"#\n# Automatically generated make config: don't edit\n# Linux kernel version: 2.6.32.9\n");
        assert_eq!((header.written, header.version()), (true, Some((2, 6))));
    }

    #[test]
    fn a_fragment_says_nothing() {
        assert_eq!(Header::of(b"CONFIG_LTO_CLANG_THIN=y\n"), Header::default());
        assert_eq!(Header::of(b""), Header::default());
    }
}
