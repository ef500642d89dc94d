#!/usr/bin/env perl
# `bash` as the steps of act find it: gives a step what GitHub's runner gives, and act does not.
#
# * the token of its job, with the permissions of the job, in place of the one token that act has for all
# * the variables of its job: those of OIDC only with `id-token: write`
# * no terminal, as https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs has none: standard input is empty, and
#   what the step says goes into a file, whose name has time, job, folder of the job and ids of the step. act would drop what a step
#   that fails has said last; what lines mean is for the tests to read by the rules of GitHub's runner, which are not quite those of act
#
# Is `bin/bash` in the folder of a test, beside `jobs/<job>` (the token to replace, the token, variables) and `logs/`.
use strict;
use warnings;
use File::Basename qw(dirname);
use Time::HiRes qw(gettimeofday);

my $bash = '/bin/bash';
my $here = dirname(dirname($0));
my $job = $ENV{GITHUB_JOB} // '';
if (open my $file, '<', "$here/jobs/$job") {
  chomp(my ($every, $own, @variables) = <$file>);
  for my $name (keys %ENV) {
    $ENV{$name} = $own if $ENV{$name} eq $every;
  }
  for (@variables) {
    my ($name, $value) = split /=/, $_, 2;
    $ENV{$name} = $value;
  }
}

if (@ARGV && $ARGV[-1] =~ m{/([0-9a-f]{16})/act/workflow/([^/]+)$}) {
  my $log = sprintf '%s/logs/%d_%06d.%s.%s.%s', $here, gettimeofday, $job, $1, $2;
  open STDIN, '<', '/dev/null' or die $!;
  open STDOUT, '>', $log or die $!;
  open STDERR, '>&', \*STDOUT or die $!;
}
exec { $bash } 'bash', @ARGV;
