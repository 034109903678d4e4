# Process 1 of a real machine that lives for one command: layout.BEGIN has laid out the archive that it was given, with this.
#
# It runs the command as its user, ends whatever the command left running, and tells what there is then. On standard output
# stand: a mark, what the command wrote, the mark, what this script tells. On standard error: what went wrong in here, the
# mark, what the command wrote. SIGTERM ends the command. Its arguments are in a file: the command could read its words.

own=$0  # a directory of root's that the command does not see
mapfile -d '' -t given <"$own/arguments"
root=${given[0]}     # the directory that the command sees as /
mark=${given[1]}     # a text that the command does not know
ids=${given[2]}      # user:group:other,groups
caps=${given[3]}     # what root may do, as setpriv's bounding set
clock=${given[4]}    # the simulated time at which the command begins, microseconds
preload=${given[5]}  # the library that gives that time to programs
patience=${given[6]} # seconds that processes have which the command leaves behind
limits=${given[7]}   # options of ulimit
disk=${given[8]}     # options of the file system below `root`, empty to leave it as it is
deadline=${given[9]} # seconds after which all ends whoever is there; empty where standard input tells nothing
look=("${given[@]:10}")  # where to look for files, from `root`

trap 'patience=0; kill -KILL -1' TERM

settle() {
    [[ ! $disk ]] || mount --options-mode ignore --options-source disable -o "remount,$disk" "$root" || exit 1
    cd "$root" && xargs -0 stat --printf '%d:%i %n\0' <"$own/directories" >"$own/inodes"
    # The file system's clock ticks at least 100 times a second: what is touched from now on is later than what was laid.
    local until=$((${EPOCHREALTIME/./} + 12000))
    while ((${EPOCHREALTIME/./} < until)); do :; done
    laid=$((${EPOCHREALTIME/./} - 11000))
}

set_clock() {
    local off=$((clock - ${EPOCHREALTIME/./})) sign=+
    ((off < 0)) && sign=-
    off=${off#-}
    printf '%s%d.%06d\n' $sign $((off / 1000000)) $((off % 1000000)) >"$root/etc/faketimerc"
    printf '%s\n' "$preload" >"$root/etc/ld.so.preload"
}

attend() {
    # Who has started a container holds its standard input, and stops the command in time. If he is gone, all ends here. A
    # process that watched for that could be killed by the command; this one can't.
    local until=$((SECONDS + ${deadline:-0}))
    while [[ $deadline ]] && kill -0 "$1"; do
        ((SECONDS < until)) || exit 1
        IFS= read -r -t 0.02
        (($? != 1)) || exit 1
    done
    wait "$1"
}

run() {
    local user=${ids%%:*} group=${ids#*:} others=${ids##*:} groups=--clear-groups enter=(chroot "$root")
    group=${group%%:*}
    [[ $others ]] && groups=--groups=$others
    [[ $(</proc/self/setgroups) == deny ]] && groups=--keep-groups  # a namespace that somebody without rights made
    [[ $root == / ]] && enter=()
    : >"$own/state"
    chown "$user" "$own/state"
    mapfile -d '' -t argv <"$own/argv"
    set_clock
    printf %s "$mark"
    printf %s "$mark" >&2
    began=${EPOCHREALTIME/./}
    (
        trap '' XFSZ  # a file that grows too long is an error of who writes it, not his end
        # shellcheck disable=SC2086
        ulimit $limits
        exec "${enter[@]}" /usr/bin/setpriv --reuid "$user" --regid "$group" "$groups" --no-new-privs --inh-caps=-all \
            --bounding-set="$caps" /usr/bin/env -i "${argv[@]}" \
            61<"$own/command" 62<"$own/profile" 63<>"$own/state"
    ) <"$own/stdin" &
    exec 2>/dev/null
    attend $!
    code=$?
    ended=${EPOCHREALTIME/./}
}

quiet() {
    local until=$((${EPOCHREALTIME/./} + patience * 1000000))
    while ((patience > 0 && ${EPOCHREALTIME/./} < until)) && kill -0 -1; do sleep 0.01; done
    while kill -KILL -1; do :; done
    trap '' TERM
}

tell() {
    [[ $root == / ]] && : >/etc/ld.so.preload
    cd "$root" || exit 1
    find "${look[@]}" -xdev -fprintf "$own/listing" '%y %m %U %G %s %A@ %C@ %T@ %D:%i %p\0%l\0' \
        -type f -newerct "@${laid%??????}.${laid: -6}" -fprint0 "$own/changed"
    local size=(stat -c %s) told=("$own/state" "$own/inodes" "$own/listing")
    printf '%s%s\n' "$mark" "$laid $began $ended $code $("${size[@]}" "${told[@]}" | xargs)"
    cat "${told[@]}"
    xargs -0 -r cat -- <"$own/changed"
}

settle
run
quiet
tell
