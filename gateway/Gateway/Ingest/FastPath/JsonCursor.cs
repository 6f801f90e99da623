namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>
/// Walks once over JSON that is written as nearly all of it is. Every step says whether it found what was asked for; what
/// it does not find may still be good JSON, and is for the general decoder. White space may stand wherever JSON allows it.
/// Allocates nothing.
/// </summary>
internal ref struct JsonCursor(byte[] json, int length)
{
    /// <summary>So many digits make a whole number that a double holds exactly.</summary>
    private const int ExactDigits = 15;

    /// <summary>So many digits always fit into 64 bits.</summary>
    private const int WholeDigits = 18;

    /// <summary>Powers of ten, each exact: a quotient of two exact numbers is the double nearest to it.</summary>
    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private readonly ReadOnlySpan<byte> _rest = json.AsSpan(0, length);
    private int _at;

    /// <summary>Nothing but white space is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return _at == _rest.Length;
        }
    }

    public bool Take(char wanted)
    {
        SkipSpace();
        if (_at >= _rest.Length || _rest[_at] != wanted) return false;
        _at++;
        return true;
    }

    /// <summary>The bytes up to the next quotation mark. The caller knows them, or checks them: escapes and control characters stand in them as they came.</summary>
    public bool TryText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!Take('"')) return false;
        var rest = _rest[_at..];
        var end = rest.IndexOf((byte)'"');
        if (end < 0) return false;
        text = rest[..end];
        _at += end + 1;
        return true;
    }

    /// <summary>A member's name and what separates it from its value.</summary>
    public bool TryName(out ReadOnlySpan<byte> name) => TryText(out name) && Take(':');

    /// <summary>A time as text.</summary>
    public bool TryTime(out long unixMs)
    {
        unixMs = 0;
        if (!TryText(out var text)) return false;
        return MessageTime.TryReadText(json, _at - 1 - text.Length, text.Length, out unixMs);
    }

    /// <summary>A number without exponent and of few enough digits that the nearest double is found by one division.</summary>
    public bool TryNumber(out double value)
    {
        var isNegative = Take('-');
        value = 0;
        if (!TryDigits(ExactDigits, out var digits, out var count)) return false;
        var decimals = 0;
        if (_at < _rest.Length && _rest[_at] == '.')
        {
            _at++;
            var start = _at;
            while (_at < _rest.Length && (uint)(_rest[_at] - '0') <= 9) digits = digits * 10 + (uint)(_rest[_at++] - '0');
            decimals = _at - start;
            if (decimals == 0 || count + decimals > ExactDigits) return false;
        }

        value = digits / s_powers[decimals];
        if (isNegative) value = -value;
        return true;
    }

    /// <summary>A whole number from 0 on.</summary>
    public bool TryWhole(out long value)
    {
        SkipSpace();
        return TryDigits(WholeDigits, out value, out _);
    }

    /// <summary>The digits before a decimal point: at least one, and no zero before others.</summary>
    private bool TryDigits(int most, out long digits, out int count)
    {
        digits = 0;
        var start = _at;
        while (_at < _rest.Length && (uint)(_rest[_at] - '0') <= 9) digits = digits * 10 + (uint)(_rest[_at++] - '0');
        count = _at - start;
        return count > 0 && count <= most && (count == 1 || _rest[start] != '0');
    }

    private void SkipSpace()
    {
        while (_at < _rest.Length && _rest[_at] <= ' ' && _rest[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }
}
