#!/usr/bin/perl
# Working time by Debian's Business::Hours, one day at a time: it knows weeks only, our days differ by holiday, make-up day and season.
# Lines in:  calendar | day DATE HH:MM-HH:MM … | due START SECONDS | between FROM TO   (seconds since 1970)
# Lines out: one number for each due and between.
use strict;
use warnings;
use Business::Hours;
use Time::Local qw/timelocal_nocheck/;

my (%windows, %known);

# The hours of one day: [midnight, Business::Hours of that day, its business seconds]; undef when nobody works.
sub hours_of {
    my ($date) = @_;
    return $known{$date} if exists $known{$date};
    die "no such day: $date\n" unless exists $windows{$date};
    my @spans = map { [split /-/] } @{ $windows{$date} };
    return $known{$date} = undef unless @spans;
    my ($year, $month, $day) = split /-/, $date;
    my $midnight = timelocal_nocheck(0, 0, 0, $day, $month - 1, $year);
    my %today = (Name => 'today', Start => $spans[0][0], End => $spans[-1][1]);
    $today{Breaks} = [map { { Start => $spans[$_][1], End => $spans[$_ + 1][0] } } 0 .. $#spans - 1] if @spans > 1;
    my $hours = Business::Hours->new;
    $hours->business_hours(map { $_ => { %today, $today{Breaks} ? (Breaks => [map { { %$_ } } @{ $today{Breaks} }]) : () } } 0 .. 6);
    $hours->for_timespan(Start => $midnight, End => $midnight + 86399);
    return $known{$date} = [$midnight, $hours, $hours->between($midnight, $midnight + 86399)];
}

sub date_of {
    my @t = localtime($_[0]);
    return sprintf('%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3]);
}

# Business seconds from FROM to just before TO.
sub between {
    my ($from, $to) = @_;
    my $sum = 0;
    for (my $at = $from; $at < $to;) {
        my @t = localtime($at);
        my $midnight = $at - $t[0] - 60 * $t[1] - 3600 * $t[2];
        my $end = $midnight + 86400 < $to ? $midnight + 86400 : $to;
        my $day = hours_of(date_of($at));
        $sum += $at == $midnight && $end == $midnight + 86400 ? $day->[2] : $day->[1]->between($at, $end - 1) if $day;
        $at = $end;
    }
    return $sum;
}

# The moment at which so many business seconds from START are over.
sub due {
    my ($start, $left) = @_;
    for (my $at = $start;;) {
        my @t = localtime($at);
        my $end = $at - $t[0] - 60 * $t[1] - 3600 * $t[2] + 86400;
        if (my $day = hours_of(date_of($at))) {
            my $room = $day->[1]->between($at, $end - 1);
            if ($room >= $left) {
                for my $span (Set::IntSpan->new("$at-" . ($end - 1))->intersect($day->[1]{calculated})->spans) {
                    my $length = $span->[1] - $span->[0] + 1;
                    return $span->[0] + $left if $length >= $left;
                    $left -= $length;
                }
            }
            $left -= $room;
        }
        $at = $end;
    }
}

while (my $line = <STDIN>) {
    my ($what, @more) = split ' ', $line;
    if    ($what eq 'calendar') { %windows = %known = () }
    elsif ($what eq 'day')      { my $date = shift @more; $windows{$date} = [@more] }
    elsif ($what eq 'due')      { print due(@more), "\n" }
    elsif ($what eq 'between')  { print between(@more), "\n" }
    else                        { die "not understood: $line" }
}
