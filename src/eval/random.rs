//! A seed enters, the numbers that the C library's `rand()` gives leave, so that a random configuration is the same
//! one: the additive feedback generator of glibc (r[i] = r[i-3] + r[i-31]).

/// glibc's generator in its default state size.
#[derive(Clone, Debug)]
pub(super) struct Random {
    state: [u32; 31],
    at: usize,
}

impl Random {
    /// Behaviour of `srand`.
    pub(super) fn new(seed: u32) -> Self {
        let mut word = i64::from(if seed == 0 { 1 } else { seed }.cast_signed());
        let mut state = [0_u32; 31];
        for slot in &mut state {
            *slot = word.cast_unsigned() as u32;
            // 16807 * word modulo 2^31 - 1, with C's sign of the remainder
            let next = 16807 * (word % 127_773) - 2836 * (word / 127_773);
            word = if next < 0 { next + 2_147_483_647 } else { next };
        }
        // the front of the feedback starts three words after its rear
        let mut random = Self { state, at: 3 };
        for _ in 0..310 {
            random.next();
        }
        random
    }

    /// Behaviour of `rand`: 0 to 2^31 - 1.
    pub(super) fn next(&mut self) -> u32 {
        let length = self.state.len();
        let older = self.state.get((self.at + length - 3) % length).copied().unwrap_or(0);
        let Some(slot) = self.state.get_mut(self.at) else { return 0 };
        *slot = slot.wrapping_add(older);
        let value = *slot >> 1;
        self.at = (self.at + 1) % length;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_c_library() {
        let mut random = Random::new(1);
        assert_eq!([random.next(), random.next(), random.next()], [1_804_289_383, 846_930_886, 1_681_692_777]);
    }
}
