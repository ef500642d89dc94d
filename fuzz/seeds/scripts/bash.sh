0set -e # strict
for p in jq "un zip"; do sudo -E apt-get -y install $p || exit 1; done
if [[ $(uname -m) == x86* ]]; then A=b curl -fsSL https://x/{{ Name }} | bash -s -- 'a'; else :; fi
cat > /etc/x <<'EOT'
text
EOT
case $x in a|b) c ;; *) d=(e f) ;; esac
f() { echo "a ${b:-c} $((1 + 2)) `date`" >> log 2>&1; }
bash -c 'docker pull x'
