/** Every connector type of this product. Importing this file registers them; a test compares the list with the folders. */
import './github'
import './google_docs'
import './jira'
import './linear'
import './notion'
import './slack'
import './zoom'
