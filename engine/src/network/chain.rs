//! Scores of labels in a row → the most likely labels, and how likely they are.
//!
//! A linear-chain conditional random field (Lafferty, McCallum and Pereira
//! 2001). Sums run over probabilities that are scaled anew at each step, so they
//! neither vanish nor need a logarithm a step.

/// What labels cost one after another; `N` labels, in log-probability.
#[derive(Clone, Debug)]
pub struct Chain<const N: usize> {
    /// `step[before][after]`; minus infinity where it may not be.
    pub step: [[f32; N]; N],
    /// As the first; minus infinity where it may not be.
    pub start: [f32; N],
}

impl<const N: usize> Chain<N> {
    /// The likeliest labels.
    pub fn best(&self, scores: &[[f32; N]]) -> Vec<usize> {
        let mut back: Vec<[u8; N]> = Vec::with_capacity(scores.len());
        let mut best = self.start;
        for (at, here) in scores.iter().enumerate() {
            if at > 0 {
                let mut next = [f32::NEG_INFINITY; N];
                let mut came = [0; N];
                for (before, (so_far, step)) in best.iter().zip(&self.step).enumerate() {
                    for after in 0..N {
                        let sum = so_far + step[after];
                        if sum > next[after] {
                            (next[after], came[after]) = (sum, before as u8);
                        }
                    }
                }
                best = next;
                back.push(came);
            }
            for (best, here) in best.iter_mut().zip(here) {
                *best += here;
            }
        }
        let mut label = (1..N).fold(0, |top, it| if best[it] > best[top] { it } else { top });
        let mut labels = vec![label; scores.len()];
        for at in (1..scores.len()).rev() {
            label = usize::from(back[at - 1][label]);
            labels[at - 1] = label;
        }
        labels
    }

    /// How likely these labels are, among all that could be.
    pub fn chance(&self, scores: &[[f32; N]], labels: &[usize]) -> f32 {
        let mut path = 0.0_f64;
        for (at, (here, &label)) in scores.iter().zip(labels).enumerate() {
            let moved = if at == 0 { self.start[label] } else { self.step[labels[at - 1]][label] };
            path += f64::from(here[label]) + f64::from(moved);
        }
        let (_, total) = self.forward(scores);
        ((path - total).exp() as f32).clamp(0.0, 1.0)
    }

    /// For each place how likely each label is.
    pub fn marginals(&self, scores: &[[f32; N]]) -> Vec<[f32; N]> {
        let step = self.step.map(|row| row.map(f32::exp));
        let (mut out, _) = self.forward(scores);
        let mut after = [1.0; N];
        for at in (0..scores.len()).rev() {
            let here: [f32; N] = std::array::from_fn(|it| out[at][it] * after[it]);
            let sum = here.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            out[at] = here.map(|it| it / sum);
            let weights = weights(&scores[at]).0;
            let next: [f32; N] = std::array::from_fn(|before| {
                (0..N).map(|it| step[before][it] * weights[it] * after[it]).sum()
            });
            let most = next.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            after = next.map(|it| it / most);
        }
        out
    }

    /// For each place what leads there, scaled to a sum of one; and the logarithm of the whole sum.
    fn forward(&self, scores: &[[f32; N]]) -> (Vec<[f32; N]>, f64) {
        let step = self.step.map(|row| row.map(f32::exp));
        let mut out: Vec<[f32; N]> = Vec::with_capacity(scores.len());
        let mut total = 0.0;
        for here in scores {
            let (weights, most) = weights(here);
            let sums: [f32; N] = match out.last() {
                None => std::array::from_fn(|it| self.start[it].exp() * weights[it]),
                Some(last) => std::array::from_fn(|it| {
                    (0..N).map(|before| last[before] * step[before][it]).sum::<f32>() * weights[it]
                }),
            };
            let sum = sums.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            total += f64::from(most) + f64::from(sum.ln());
            out.push(sums.map(|it| it / sum));
        }
        (out, total)
    }
}

/// Scores as factors, the largest of them 1; and the largest score.
fn weights<const N: usize>(scores: &[f32; N]) -> ([f32; N], f32) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    (scores.map(|it| (it - most).exp()), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORBIDDEN: f32 = f32::NEG_INFINITY;

    fn chain() -> Chain<3> {
        Chain {
            step: [[0.2, -0.1, FORBIDDEN], [0.0, -1.0, 0.7], [0.3, -0.4, 0.1]],
            start: [0.1, -0.2, FORBIDDEN],
        }
    }

    /// Every row of four labels with its score.
    fn all(chain: &Chain<3>, scores: &[[f32; 3]]) -> Vec<(Vec<usize>, f64)> {
        let rows = (0..81).map(|n| [n / 27, n / 9 % 3, n / 3 % 3, n % 3].to_vec());
        rows.map(|row| {
            let emitted: f32 = row.iter().zip(scores).map(|(&it, here)| here[it]).sum();
            let moved: f32 = row.windows(2).map(|it| chain.step[it[0]][it[1]]).sum();
            let score = f64::from(chain.start[row[0]] + emitted + moved);
            (row, score)
        })
        .collect()
    }

    #[test]
    fn best_chance_and_marginals_are_those_of_counting_every_row() {
        let chain = chain();
        let scores = [[0.5, 1.0, 3.0], [-0.3, 0.8, 1.1], [2.0, 0.1, 1.4], [0.0, 0.9, -0.5]];
        let rows = all(&chain, &scores);
        let total: f64 = rows.iter().map(|(_, score)| score.exp()).sum();
        let (top, score) = rows.iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("rows");
        assert_eq!(&chain.best(&scores), top);
        assert!((f64::from(chain.chance(&scores, top)) - score.exp() / total).abs() < 1e-5);
        for (at, marginal) in chain.marginals(&scores).iter().enumerate() {
            for (label, got) in marginal.iter().enumerate() {
                let with = rows.iter().filter(|(row, _)| row[at] == label);
                let want = with.map(|(_, score)| score.exp()).sum::<f64>() / total;
                assert!((f64::from(*got) - want).abs() < 1e-5, "{got} is not {want}");
            }
        }
    }

    #[test]
    fn a_forbidden_step_is_never_taken_however_strong_the_scores() {
        let scores = vec![[0.0, 0.0, 80.0]; 700];
        let labels = chain().best(&scores);
        assert!(labels[0] != 2 && labels.windows(2).all(|it| it != [0, 2]));
        assert!(chain().marginals(&scores).iter().flatten().all(|it| it.is_finite()));
        assert!(chain().best(&[]).is_empty());
    }
}
