import datetime
import decimal
import enum
import io
import pathlib
import struct
import tempfile
import unittest
import uuid
from collections import Counter, OrderedDict, namedtuple
from dataclasses import dataclass

import support  # noqa: F401
from code_mode_runtime.artifact_callables import decode_artifact, encode_artifact
from code_mode_runtime.conversions import convert_argument, encode_arguments
from code_mode_runtime.payload import Encoder, decode
from code_mode_runtime.results import encode_result


def there_and_back(value):
    return decode(Encoder(convert_argument).encode(value))


class PayloadTest(unittest.TestCase):
    def test_plain_values_come_back_equal(self):
        for value in (None, True, False, 0, -1, 2**53 - 1, 1.5, '', 'é😀', [], {}, [1, [2, {'a': None}]]):
            self.assertEqual(there_and_back(value), value)

    def test_what_json_cannot_say_comes_back_equal(self):
        for value in (b'', b'\x00\xff', 2**53, -(2**200), 10**5000, float('inf'), float('-inf'), {1: 'a', (2, 3): b'x'}):
            self.assertEqual(there_and_back(value), value)
            self.assertEqual(there_and_back({'deep': [value]}), {'deep': [value]})
        self.assertNotEqual(there_and_back(float('nan')), there_and_back(float('nan')))

    def test_pairs_within_pairs_come_back_equal(self):
        value = {1: {2: {3: b'x'}}, 'a': [{None: 2**60}]}
        self.assertEqual(there_and_back(value), value)

    def test_an_empty_table_takes_no_bytes(self):
        self.assertEqual(Encoder().encode([1]), struct.pack('>II', 0, 3) + b'[1]')
        self.assertEqual(encode_arguments((), {}), Encoder().encode({'args': [], 'kwargs': {}}))

    def test_a_user_value_that_looks_like_a_mark_stays_a_value(self):
        value = {'marks': [[[], 'bytes', 0]], 'parts': [1]}
        self.assertEqual(there_and_back(value), value)

    def test_a_lone_surrogate_becomes_the_replacement_character(self):
        self.assertEqual(there_and_back('a\ud800b'), 'a\ufffdb')

    def test_what_a_tool_can_understand_is_converted(self):
        point = namedtuple('Point', 'x y')(1, 2)

        @dataclass
        class Order:
            count: int
            data: bytes

        color = enum.Enum('Color', {'RED': 'red'})
        number = enum.IntEnum('Number', 'ONE')
        identity = uuid.UUID(int=5)
        cases = [
            (point, {'x': 1, 'y': 2}),
            (Order(1, b'x'), {'count': 1, 'data': b'x'}),
            ({3, 1, 2}, [1, 2, 3]),
            (OrderedDict(a=1), {'a': 1}),
            (datetime.date(2026, 1, 2), '2026-01-02'),
            (datetime.datetime(2026, 1, 2, 3), '2026-01-02T03:00:00'),
            (decimal.Decimal('1.10'), '1.10'),
            (pathlib.PurePosixPath('/a/b'), '/a/b'),
            (identity, str(identity)),
            (color.RED, 'red'),
            (number.ONE, 1),
            (range(3), [0, 1, 2]),
        ]
        for value, wanted in cases:
            self.assertEqual(there_and_back(value), wanted)

    def test_a_value_that_cannot_be_sent_is_named_by_its_path(self):
        with self.assertRaisesRegex(TypeError, r"kwargs\['data'\]\[3\] is of type object"):
            encode_arguments((), {'data': [0, 1, 2, object()]})

    def test_a_value_that_holds_itself_is_refused(self):
        value = []
        value.append(value)
        with self.assertRaisesRegex(TypeError, 'refers to itself'):
            encode_arguments((value,), {})


class ResultTest(unittest.TestCase):
    def test_exact_values_are_json(self):
        for value, wanted in (((1, 2), [1, 2]), (Counter('aab'), {'a': 2, 'b': 1}), ('x', 'x')):
            result = decode(encode_result(value))
            self.assertEqual((result['kind'], result['value'], result['text']), ('json', wanted, repr(value)))

    def test_other_values_are_text(self):
        for value in (b'x', 2**60, float('nan'), {1: 2, '1': 3}, object(), 1j):
            result = decode(encode_result(value))
            self.assertEqual((result['kind'], result['value'], result['text']), ('text', None, repr(value)))

    def test_a_long_text_is_cut_and_its_length_said(self):
        result = decode(encode_result('x' * 2_000_000))
        self.assertEqual((len(result['text']), result['textOf']), (1048576, 2_000_002))

    def test_a_failing_repr_does_not_fail_the_result(self):
        class Broken:
            def __repr__(self):
                raise ValueError('no')

        self.assertIn('repr failed: ValueError', decode(encode_result(Broken()))['text'])


class ArtifactTest(unittest.TestCase):
    def test_each_value_gets_the_format_that_says_it_exactly(self):
        cases = [('text', 'é'), ('bytes', b'\x00'), ('json', {'a': [1, 2.5]}), ('payload', {'a': b'x', 'n': 2**80})]
        for wanted, value in cases:
            kind, data = encode_artifact(value)
            self.assertEqual(kind, wanted)
            self.assertEqual(decode_artifact({'format': kind}, data), value)

    def test_a_file_is_given_piece_by_piece(self):
        data = bytes(range(256)) * 4096
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.seek(0)
            for source in (file, io.BytesIO(data)):
                kind, pieces = encode_artifact(source)
                self.assertEqual(kind, 'bytes')
                pieces = list(pieces)
                self.assertEqual(len(pieces), 4)
                self.assertEqual(b''.join(pieces), data)
        self.assertEqual(list(encode_artifact(io.BytesIO(b''))[1]), [])

    def test_a_file_in_text_mode_is_refused_before_anything_is_sent(self):
        with self.assertRaisesRegex(TypeError, 'gives str, not bytes.*"rb"'):
            encode_artifact(io.StringIO('x'))

    def test_a_lone_surrogate_is_refused_because_it_would_not_come_back(self):
        for value in ('a\ud800', {'a': ['\ud800', b'x']}, {'\ud800': 1}):
            with self.assertRaisesRegex(TypeError, 'lone surrogate.*surrogatepass'):
                encode_artifact(value)

    def test_what_no_format_can_say_is_refused_with_what_to_save(self):
        with self.assertRaisesRegex(TypeError, r"data\['when'\] is of type datetime.date.*isoformat"):
            encode_artifact({'when': datetime.date(2026, 1, 2)})


if __name__ == '__main__':
    unittest.main()
