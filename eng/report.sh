# What a run tells: one line when a part begins, one when it ends, a sign of life in between, and the sum.
all_passed=0 all_failed=0 all_skipped=0
part='' part_began=0 heartbeat=''

say() { printf '%s\n' "$*"; }

begin() {
    part=$1 part_began=$SECONDS
    say "▸ $part"
    (while sleep 20 </dev/null >/dev/null 2>&1; do printf '  … %s, %d s\n' "$part" "$((SECONDS - part_began))"; done) &
    heartbeat=$!
}

stop_heartbeat() {
    [[ -z $heartbeat ]] && return
    kill "$heartbeat" 2>/dev/null
    wait "$heartbeat" 2>/dev/null
    heartbeat=''
}

# finish PASSED FAILED SKIPPED LOG: ends the part, shows what failed and what was skipped.
finish() {
    stop_heartbeat
    all_passed=$((all_passed + $1)) all_failed=$((all_failed + $2)) all_skipped=$((all_skipped + $3))
    if (($2 > 0)); then
        tail -n "${FOYER_TEST_LOG_LINES:-200}" "$4" | sed 's/^/    /'
        say "  $4 has the whole output"
    elif (($3 > 0)); then
        grep -E '\[SKIP\]|# SKIP|﹣' "$4" | head -20
    fi
    say "  $part: $1 passed, $2 failed, $3 skipped in $((SECONDS - part_began)) s"
}

# skip PART WHY: a part that cannot run here counts as one skipped test.
skip() {
    all_skipped=$((all_skipped + 1))
    say "▸ $1: skipped, $2"
}

# The last line of a run, and its exit code.
summary() {
    say "in $((SECONDS / 60)) min $((SECONDS % 60)) s"
    say "$all_passed passed, $all_failed failed, $all_skipped skipped"
    ((all_failed == 0))
}
