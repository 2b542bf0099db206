# Sourced by ./mvnw and ./tailrace: sets JAVA_HOME to a JDK of release 21 or newer.
# JAVA_HOME wins if it is one; else the newest found in the usual folders; else the java on the PATH.
# A JDK says its release in its own `release` file, so nothing is started to find out.

jdk_release() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ -n "$version" ] && [ "$version" -ge 21 ] && echo "$version"
}

choose_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && jdk_release "$JAVA_HOME" >/dev/null; then
    return 0
  fi
  best=0
  best_home=
  on_path=$(command -v javac 2>/dev/null || true)
  if [ -n "$on_path" ]; then
    on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  fi
  toolchains=
  if [ -r "$HOME/.m2/toolchains.xml" ]; then
    toolchains=$(sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "$HOME/.m2/toolchains.xml" | grep -v ' ' || true)
  fi
  for home in $toolchains $on_path /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    release=$(jdk_release "$home") || continue
    if [ "$release" -gt "$best" ]; then
      best=$release
      best_home=$home
    fi
  done
  if [ "$best" -eq 0 ]; then
    echo "tailrace: no JDK 21 or newer found; install one (Debian: apt-get install openjdk-21-jdk, macOS: brew install openjdk@21) or point JAVA_HOME at it." >&2
    return 1
  fi
  JAVA_HOME=$best_home
  export JAVA_HOME
}
