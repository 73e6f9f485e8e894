"""What a terminal would show: as much of an emulator as the prompt needs."""

import re
import unicodedata

CONTROL = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z~])")


class Emulator:
    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.grid = [[]]
        self.row = self.column = 0
        self.rest = ""

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows

    def lines(self):
        """All lines from the first on, those that went out of view included."""
        return ["".join(row).rstrip() for row in self.grid]

    def write(self, text):
        text, self.rest = self.rest + text, ""
        index = 0
        while index < len(text):
            character = text[index]
            if character == "\x1b":
                match = CONTROL.match(text, index)
                if match is None:
                    if len(text) - index < 12:
                        self.rest = text[index:]
                        return
                    raise ValueError("unknown control sequence: %r" % text[index : index + 12])
                self.control(match.group(1), match.group(2))
                index = match.end()
                continue
            index += 1
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.down()
            elif character == "\b":
                self.column = max(0, self.column - 1)
            elif character >= " ":
                self.put(character)

    def down(self):
        self.row += 1
        while len(self.grid) <= self.row:
            self.grid.append([])

    def put(self, character):
        width = 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            self.column = 0
            self.down()
        line = self.grid[self.row]
        while len(line) < self.column + width:
            line.append(" ")
        if width == 0:
            line[self.column - 1] += character
            return
        line[self.column] = character
        if width == 2:
            line[self.column + 1] = ""
        self.column += width

    def control(self, arguments, name):
        count = int(arguments) if arguments.isdigit() else 1
        top = max(0, len(self.grid) - self.rows)
        if name == "A":
            self.row = max(top, self.row - count)
        elif name == "B":
            self.row = min(len(self.grid) - 1, self.row + count)
        elif name == "C":
            self.column = min(self.columns - 1, self.column + count)
        elif name == "H":
            self.row, self.column = top, 0
        elif name == "J":
            if arguments == "2":
                del self.grid[top:]
                while len(self.grid) <= self.row:
                    self.grid.append([])
            else:
                del self.grid[self.row][self.column :]
                del self.grid[self.row + 1 :]
        elif name == "K":
            del self.grid[self.row][self.column :]
        elif name not in "mhl":
            raise ValueError("unknown control sequence: %s%s" % (arguments, name))
