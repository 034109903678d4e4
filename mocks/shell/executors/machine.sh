# Process 1 of a real machine that lives for one command. `bash -c` gets this text; layout.py says its arguments.
#
# It lays out the files that come as an archive on standard input, runs the command as its user, ends whatever the command
# left running, and tells what there is then. On standard output stand: a mark, what the command wrote, the mark, what
# this script tells. On standard error: what went wrong in here, the mark, what the command wrote. SIGTERM ends the command.

root=$1     # the directory that the command sees as /
own=$2      # a directory of root's that the command does not see, where the archive has put the command and the like
mark=$3     # a text that the command does not know
ids=$4      # user:group:other,groups
caps=$5     # what root may do, as setpriv's bounding set
clock=$6    # the simulated time at which the command begins, microseconds
preload=$7  # the library that gives that time to programs
patience=$8 # seconds that processes have which the command leaves behind
mapfile -t look <<<"$9"  # where to look for files, from `root`, a line each
limits=${10} # options of ulimit
disk=${11}  # options of the file system below `root`, empty to leave it as it is

trap 'patience=0; kill -KILL -1' TERM

lay() {
    [[ ! $disk ]] || mount --options-mode ignore --options-source disable -o "remount,$disk" "$root" || exit 1
    tar --extract --file=- --directory=/ --same-owner --same-permissions --numeric-owner \
        --delay-directory-restore || exit 1
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

run() {
    local user=${ids%%:*} group=${ids#*:} others=${ids##*:} groups=--clear-groups enter=(chroot "$root")
    group=${group%%:*}
    [[ $others ]] && groups=--groups=$others
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
    wait $!
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

lay
run
quiet
tell
