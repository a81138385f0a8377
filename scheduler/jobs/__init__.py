"""Work that goes on by itself, in a process of its own: `flask jobs run`. Each job is one service call."""
