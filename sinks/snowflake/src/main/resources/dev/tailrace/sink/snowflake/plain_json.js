// The body of a function of Snowflake's: a map, a list or a set of DynamoDB JSON, D, as plain JSON; NULL for any
// other value. It says what dev.tailrace.item.PlainJson says, and PushDownTest holds the two together.

function parsed(text) {
  var parts = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!parts) {
    throw new Error('not a number: ' + text);
  }
  var point = parts[2].indexOf('.');
  var behind = point < 0 ? 0 : parts[2].length - point - 1;
  var written = parts[2].replace('.', '').replace(/^0+/, '');
  var digits = written.replace(/0+$/, '');
  var exponent = parts[3] ? parseInt(parts[3], 10) : 0;
  var scale = digits === '' ? 0 : behind - exponent - (written.length - digits.length);
  if (scale > 1000 || scale < -1000) {
    throw new Error('an exponent out of range: ' + text);
  }
  return {negative: parts[1] === '-' && digits !== '', digits: digits, scale: scale};
}

// All digits of its absolute value in front of the point.
function integer(number) {
  return number.digits + '0'.repeat(Math.max(0, -number.scale));
}

function isLong(number) {
  if (number.scale > 0 || number.digits.length - number.scale > 19) {
    return false;
  }
  var most = number.negative ? '9223372036854775808' : '9223372036854775807';
  return number.digits.length - number.scale < 19 || integer(number) <= most;
}

function plain(number) {
  if (number.scale <= 0) {
    return integer(number);
  }
  var digits = '0'.repeat(Math.max(0, number.scale + 1 - number.digits.length)) + number.digits;
  return digits.slice(0, -number.scale) + '.' + digits.slice(-number.scale);
}

function scientific(number) {
  var exponent = number.digits.length - number.scale - 1;
  var digits = number.digits[0] + (number.digits.length > 1 ? '.' + number.digits.slice(1) : '');
  return digits + 'E' + (exponent < 0 ? '' : '+') + exponent;
}

function canonical(number) {
  if (number.digits === '') {
    return '0';
  }
  var before = number.digits.length - number.scale;
  var isShort = before <= 38 && number.scale <= 38;
  var isSmall = number.scale >= 0 && before - 1 >= -6;
  return (number.negative ? '-' : '') + (isShort || isSmall ? plain(number) : scientific(number));
}

function numberJson(number) {
  var survivesDouble = number.digits.length <= 15 && Math.abs(number.scale) <= 300;
  return survivesDouble || isLong(number) ? canonical(number) : '"' + canonical(number) + '"';
}

function compareLists(one, other) {
  for (var i = 0; i < one.length && i < other.length; i++) {
    if (one[i] !== other[i]) {
      return one[i] < other[i] ? -1 : 1;
    }
  }
  return one.length - other.length;
}

function compareMagnitudes(one, other) {
  var places = (one.digits.length - one.scale) - (other.digits.length - other.scale);
  if (one.digits === '' || other.digits === '') {
    return one.digits.length - other.digits.length;
  }
  return places !== 0 ? places : compareLists(one.digits, other.digits);
}

function compareNumbers(one, other) {
  if (one.negative !== other.negative) {
    return one.negative ? -1 : 1;
  }
  return one.negative ? compareMagnitudes(other, one) : compareMagnitudes(one, other);
}

// In the order of UTF-8's bytes, which is that of the code points and not that of UTF-16.
function codePoints(text) {
  return Array.from(text, function (c) { return c.codePointAt(0); });
}

// In the order of the bytes: base64 keeps it, but for the order of its alphabet.
function sextets(base64) {
  var alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return Array.from(base64.replace(/=+$/, ''), function (c) { return alphabet.indexOf(c); });
}

function sorted(elements, orderOf, compare, write) {
  return '[' + elements
    .map(function (e) { return {order: orderOf(e), json: write(e)}; })
    .sort(function (a, b) { return compare(a.order, b.order); })
    .map(function (e) { return e.json; })
    .join(',') + ']';
}

function json(value) {
  var type = Object.keys(value)[0];
  var content = value[type];
  switch (type) {
    case 'S':
    case 'B':
      return JSON.stringify(content);
    case 'N':
      return numberJson(parsed(content));
    case 'BOOL':
      return content ? 'true' : 'false';
    case 'NULL':
      return 'null';
    case 'M':
      return '{' + Object.keys(content).map(function (name) {
        return JSON.stringify(name) + ':' + json(content[name]);
      }).join(',') + '}';
    case 'L':
      return '[' + content.map(json).join(',') + ']';
    case 'SS':
      return sorted(content, codePoints, compareLists, JSON.stringify);
    case 'NS':
      return sorted(content, parsed, compareNumbers, function (n) { return numberJson(parsed(n)); });
    case 'BS':
      return sorted(content, sextets, compareLists, JSON.stringify);
    default:
      throw new Error('not a type of DynamoDB: ' + type);
  }
}

var value = JSON.parse(D);
return /^(M|L|SS|NS|BS)$/.test(Object.keys(value)[0]) ? json(value) : null;
