# The steps of .ci/run one by one, and the few that are too slow for it.

# Show who says what in the example articles.
read *ARGS='examples':
    cargo run --release --quiet -- read {{ARGS}}

# Format and lints.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# All tests.
test:
    cargo test --workspace --release

# Write what the cases find today; then read the diff.
cases:
    UPDATE=1 cargo test --release -p selon --test cases

# Figures on the annotated articles beside the repository, against lab/bars.tsv.
score *ARGS:
    lab/score.py {{ARGS}}

# Much, long and broken text: no panic, no hang, no more memory than ten times its size.
stress *ARGS:
    lab/stress.py {{ARGS}}

# A ledger of 100,000 articles: what adding costs and how fast it answers.
scale *ARGS:
    lab/scale.py {{ARGS}}

# Two hundred kills of `add` and of corrections.
kill *ARGS:
    lab/kill.py {{ARGS}}

# How fast it reads, and where the time goes.
bench *ARGS:
    lab/bench.py {{ARGS}}

# All that must hold before a change lands.
ci:
    .ci/run
